package calendar

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/ecb"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// A HolidaySet names a set of public holidays that is built in as rules, good for every
// year. The rules are those of github.com/rickar/cal.
type HolidaySet struct {
	Name string // as it stands in [Config.Holidays]: "us-federal"
	Of   string // where they are holidays
	Note string // what to beware of, or empty
}

// A holidayRules is a set with its rules.
type holidayRules struct {
	HolidaySet
	rules []*cal.Holiday
}

const notProduction = "the days the law names, moved by its general rule; not the production calendar, " +
	"for which the government moves days by decree every year: supply that one as a Table"

// familyDay is the third Monday of February, a holiday in a province since the given year.
func familyDay(since int) *cal.Holiday {
	return &cal.Holiday{Name: "Family Day", Type: cal.ObservancePublic, StartYear: since,
		Month: time.February, Weekday: time.Monday, Offset: 3, Func: cal.CalcWeekdayOffset}
}

// The statutory holidays of two provinces: Ontario's Employment Standards Act, section 1,
// and the Saskatchewan Employment Act, section 2-30.
var (
	ontario = []*cal.Holiday{ca.NewYear, familyDay(2008), ca.GoodFriday, ca.VictoriaDay, ca.CanadaDay,
		ca.LabourDay, ca.ThanksgivingDay, ca.ChristmasDay, ca.BoxingDay}
	saskatchewan = []*cal.Holiday{ca.NewYear, familyDay(2007), ca.GoodFriday, ca.VictoriaDay, ca.CanadaDay,
		ca.CivicDay.Clone(&cal.Holiday{Name: "Saskatchewan Day"}), ca.LabourDay, ca.ThanksgivingDay,
		ca.RemembranceDay, ca.ChristmasDay}
)

// builtin holds the sets in order of name.
var builtin = []holidayRules{
	{HolidaySet{"ar", "Argentina", ""}, ar.Holidays},
	{HolidaySet{"at", "Austria", ""}, at.Holidays},
	{HolidaySet{"au-act", "Australia, Australian Capital Territory", ""}, au.HolidaysACT},
	{HolidaySet{"au-nsw", "Australia, New South Wales", ""}, au.HolidaysNSW},
	{HolidaySet{"au-nt", "Australia, Northern Territory", ""}, au.HolidaysNT},
	{HolidaySet{"au-qld", "Australia, Queensland", ""}, au.HolidaysQLD},
	{HolidaySet{"au-sa", "Australia, South Australia", ""}, au.HolidaysSA},
	{HolidaySet{"au-tas", "Australia, Tasmania", ""}, au.HolidaysTAS},
	{HolidaySet{"au-vic", "Australia, Victoria", ""}, au.HolidaysVIC},
	{HolidaySet{"au-wa", "Australia, Western Australia", ""}, au.HolidaysWA},
	{HolidaySet{"be", "Belgium", ""}, be.Holidays},
	{HolidaySet{"bg", "Bulgaria", ""}, bg.Holidays},
	{HolidaySet{"br", "Brazil", ""}, br.Holidays},
	{HolidaySet{"ca", "Canada", ""}, ca.Holidays},
	{HolidaySet{"ca-on", "Canada, Ontario", ""}, ontario},
	{HolidaySet{"ca-sk", "Canada, Saskatchewan", ""}, saskatchewan},
	{HolidaySet{"ch", "Switzerland", ""}, ch.Holidays},
	{HolidaySet{"ch-ag", "Switzerland, Aargau", ""}, ch.HolidaysAG},
	{HolidaySet{"ch-ai", "Switzerland, Appenzell Innerrhoden", ""}, ch.HolidaysAI},
	{HolidaySet{"ch-ar", "Switzerland, Appenzell Ausserrhoden", ""}, ch.HolidaysAR},
	{HolidaySet{"ch-be", "Switzerland, Bern", ""}, ch.HolidaysBE},
	{HolidaySet{"ch-bl", "Switzerland, Basel-Landschaft", ""}, ch.HolidaysBL},
	{HolidaySet{"ch-bs", "Switzerland, Basel-Stadt", ""}, ch.HolidaysBS},
	{HolidaySet{"ch-fr", "Switzerland, Fribourg", ""}, ch.HolidaysFR},
	{HolidaySet{"ch-ge", "Switzerland, Geneva", ""}, ch.HolidaysGE},
	{HolidaySet{"ch-gl", "Switzerland, Glarus", ""}, ch.HolidaysGL},
	{HolidaySet{"ch-gr", "Switzerland, Grisons", ""}, ch.HolidaysGR},
	{HolidaySet{"ch-ju", "Switzerland, Jura", ""}, ch.HolidaysJU},
	{HolidaySet{"ch-lu", "Switzerland, Lucerne", ""}, ch.HolidaysLU},
	{HolidaySet{"ch-ne", "Switzerland, Neuchâtel", ""}, ch.HolidaysNE},
	{HolidaySet{"ch-nw", "Switzerland, Nidwalden", ""}, ch.HolidaysNW},
	{HolidaySet{"ch-ow", "Switzerland, Obwalden", ""}, ch.HolidaysOW},
	{HolidaySet{"ch-sg", "Switzerland, St. Gallen", ""}, ch.HolidaysSG},
	{HolidaySet{"ch-sh", "Switzerland, Schaffhausen", ""}, ch.HolidaysSH},
	{HolidaySet{"ch-so", "Switzerland, Solothurn", ""}, ch.HolidaysSO},
	{HolidaySet{"ch-sz", "Switzerland, Schwyz", ""}, ch.HolidaysSZ},
	{HolidaySet{"ch-tg", "Switzerland, Thurgau", ""}, ch.HolidaysTG},
	{HolidaySet{"ch-ti", "Switzerland, Ticino", ""}, ch.HolidaysTI},
	{HolidaySet{"ch-ur", "Switzerland, Uri", ""}, ch.HolidaysUR},
	{HolidaySet{"ch-vd", "Switzerland, Vaud", ""}, ch.HolidaysVD},
	{HolidaySet{"ch-vs", "Switzerland, Valais", ""}, ch.HolidaysVS},
	{HolidaySet{"ch-zg", "Switzerland, Zug", ""}, ch.HolidaysZG},
	{HolidaySet{"ch-zh", "Switzerland, Zurich", ""}, ch.HolidaysZH},
	{HolidaySet{"cz", "Czechia", ""}, cz.Holidays},
	{HolidaySet{"de", "Germany", ""}, de.Holidays},
	{HolidaySet{"de-bb", "Germany, Brandenburg", ""}, de.HolidaysBB},
	{HolidaySet{"de-be", "Germany, Berlin", ""}, de.HolidaysBE},
	{HolidaySet{"de-bw", "Germany, Baden-Württemberg", ""}, de.HolidaysBW},
	{HolidaySet{"de-by", "Germany, Bavaria", ""}, de.HolidaysBY},
	{HolidaySet{"de-hb", "Germany, Bremen", ""}, de.HolidaysHB},
	{HolidaySet{"de-he", "Germany, Hesse", ""}, de.HolidaysHE},
	{HolidaySet{"de-hh", "Germany, Hamburg", ""}, de.HolidaysHH},
	{HolidaySet{"de-mv", "Germany, Mecklenburg-Vorpommern", ""}, de.HolidaysMV},
	{HolidaySet{"de-ni", "Germany, Lower Saxony", ""}, de.HolidaysNI},
	{HolidaySet{"de-nw", "Germany, North Rhine-Westphalia", ""}, de.HolidaysNW},
	{HolidaySet{"de-rp", "Germany, Rhineland-Palatinate", ""}, de.HolidaysRP},
	{HolidaySet{"de-sh", "Germany, Schleswig-Holstein", ""}, de.HolidaysSH},
	{HolidaySet{"de-sl", "Germany, Saarland", ""}, de.HolidaysSL},
	{HolidaySet{"de-sn", "Germany, Saxony", ""}, de.HolidaysSN},
	{HolidaySet{"de-st", "Germany, Saxony-Anhalt", ""}, de.HolidaysST},
	{HolidaySet{"de-th", "Germany, Thuringia", ""}, de.HolidaysTH},
	{HolidaySet{"dk", "Denmark", ""}, dk.Holidays},
	{HolidaySet{"ecb", "European Central Bank (TARGET)", ""}, ecb.Holidays},
	{HolidaySet{"es", "Spain", ""}, es.Holidays},
	{HolidaySet{"fr", "France", ""}, fr.Holidays},
	{HolidaySet{"gb", "United Kingdom, England and Wales", ""}, gb.Holidays},
	{HolidaySet{"gr", "Greece", ""}, gr.Holidays},
	{HolidaySet{"hr", "Croatia", ""}, hr.Holidays},
	{HolidaySet{"ie", "Ireland", ""}, ie.Holidays},
	{HolidaySet{"it", "Italy", ""}, it.Holidays},
	{HolidaySet{"jp", "Japan", ""}, jp.Holidays},
	{HolidaySet{"lt", "Lithuania", ""}, lt.Holidays},
	{HolidaySet{"lv", "Latvia", ""}, lv.Holidays},
	{HolidaySet{"mw", "Malawi", ""}, mw.Holidays},
	{HolidaySet{"nc", "New Caledonia", ""}, nc.Holidays},
	{HolidaySet{"nl", "Netherlands", ""}, nl.Holidays},
	{HolidaySet{"no", "Norway", ""}, no.Holidays},
	{HolidaySet{"nz", "New Zealand", ""}, nz.Holidays},
	{HolidaySet{"pl", "Poland", ""}, pl.Holidays},
	{HolidaySet{"ro", "Romania", ""}, ro.Holidays},
	{HolidaySet{"ru", "Russia", notProduction}, ru.Holidays},
	{HolidaySet{"se", "Sweden", ""}, se.Holidays},
	{HolidaySet{"si", "Slovenia", ""}, si.Holidays},
	{HolidaySet{"sk", "Slovakia", ""}, sk.Holidays},
	{HolidaySet{"ua", "Ukraine", ""}, ua.Holidays},
	{HolidaySet{"us-federal", "United States, federal", ""}, us.Holidays},
	{HolidaySet{"za", "South Africa", ""}, za.Holidays},
}

// HolidaySets returns the sets that are built in, in order of name.
func HolidaySets() []HolidaySet {
	sets := make([]HolidaySet, len(builtin))
	for i, s := range builtin {
		sets[i] = s.HolidaySet
	}
	return sets
}

// findSet returns the built-in set of a name.
func findSet(name string) (holidayRules, bool) {
	i, ok := slices.BinarySearchFunc(builtin, name, func(s holidayRules, name string) int {
		return strings.Compare(s.Name, name)
	})
	if !ok {
		return holidayRules{}, false
	}
	return builtin[i], true
}

// Holidays returns the public holidays of a built-in set in a year, in order of date, as
// they are observed or not, by observe. It returns an [*Error] if there is no such set, or
// if the year is not one of 1 to 9999.
func Holidays(set string, year int, observe Observance) ([]Holiday, error) {
	s, ok := findSet(set)
	if !ok {
		return nil, invalid("calendar: holidays", "unknown_holidays", "no holidays are named %.80q", set)
	}
	if err := observe.check(); err != nil {
		return nil, err
	}
	first, err := NewDate(year, time.January, 1)
	if err != nil {
		return nil, err
	}
	var list []Holiday
	for day, name := range s.between(first.days(), civilDay(year, time.December, 31), observe) {
		list = append(list, Holiday{Date: dateOf(day), Name: name})
	}
	slices.SortFunc(list, Holiday.compare)
	return slices.CompactFunc(list, func(a, b Holiday) bool { return a.compare(b) == 0 }), nil
}

// between yields the holidays of s from day first to day last, in no order. A holiday may be
// observed in the year before or after its own, so those years are looked at too.
func (s holidayRules) between(first, last int64, observe Observance) iter.Seq2[int64, string] {
	return func(yield func(int64, string) bool) {
		for _, h := range s.rules {
			for year := yearOf(first) - 1; year <= yearOf(last)+1; year++ {
				actual, ok := occurrence(h, year)
				if !ok {
					continue
				}
				kept := substitute(h, actual)
				if observe != ObserveActual && kept >= first && kept <= last && !yield(kept, h.Name) {
					return
				}
				if (observe == ObserveActual || observe == ObserveBoth && kept != actual) &&
					actual >= first && actual <= last && !yield(actual, h.Name) {
					return
				}
			}
		}
	}
}

// occurrence returns the day on which h falls in a year, if it does. The rules answer with
// a midnight in the zone of the process, which may be 23:00 of the day before where clocks
// skip midnight, or not; twelve hours later it is the same day everywhere.
func occurrence(h *cal.Holiday, year int) (day int64, ok bool) {
	midnight, _ := h.Calc(year)
	if midnight.IsZero() {
		return 0, false
	}
	y, m, d := midnight.Add(12 * time.Hour).Date()
	return civilDay(y, m, d), true
}

// substitute returns the day on which h is observed if it falls on the given one.
func substitute(h *cal.Holiday, actual int64) int64 {
	weekday := weekdayOf(actual)
	for _, alt := range h.Observed {
		if alt.Day == weekday {
			return actual + int64(alt.Offset)
		}
	}
	return actual
}

// weekdayOf returns the weekday of a day counted from 1970-01-01, which was a Thursday.
func weekdayOf(day int64) time.Weekday { return time.Weekday(((day+4)%7 + 7) % 7) }
