package calendar

// Office returns a Config to start from: the given hours from Monday to Friday, in a zone,
// without the public holidays of the sets named.
//
//	Office("America/New_York", Span{8 * 3600, 18 * 3600}, "us-federal") // ten hours, five days
//	Office("Europe/Moscow", Span{9 * 3600, 19 * 3600})
func Office(zone string, hours Span, holidays ...string) Config {
	var w Week
	for day := 1; day <= 5; day++ {
		w.Days[day] = Hours{hours}
	}
	return Config{Zone: zone, Week: Weekly(w), Holidays: holidays}
}
