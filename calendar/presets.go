package calendar

// Office returns a Config to start from: the same hours from Monday to Friday in a zone,
// closed on the public holidays of the sets named.
func Office(zone string, hours Span, holidays ...string) Config {
	var w Week
	for day := 1; day <= 5; day++ {
		w.Days[day] = Hours{hours}
	}
	return Config{Zone: zone, Week: Weekly(w), Holidays: holidays}
}

// Presets returns configurations that contracts name often, by name:
//
//	24x7     always open, by the dates of UTC
//	10x5-us  Monday to Friday 08:00-18:00 in New York, closed on US federal holidays
//	10x5-ru  Monday to Friday 09:00-19:00 in Moscow; add the production calendar of the
//	         years in question as a Table
//
// The map and all in it are the caller's to change.
func Presets() map[string]Config {
	const hour = 3600
	return map[string]Config{
		"24x7":    {Zone: "UTC", Week: Weekly(MustParseWeek(always))},
		"10x5-us": Office("America/New_York", Span{8 * hour, 18 * hour}, "us-federal"),
		"10x5-ru": Office("Europe/Moscow", Span{9 * hour, 19 * hour}),
	}
}
