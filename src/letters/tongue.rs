//! In charge of: dates, times, numbers, cities, plurals and lists as a language writes them, by CLDR's data through ICU4X.
//!
//! Promises: a date has its weekday, day, month and year; nothing here knows a language by name.

use icu::{
    calendar::{Date, Iso},
    datetime::{DateTimeFormatter, NoCalendarFormatter, fieldsets},
    decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions, options::GroupingStrategy},
    list::{ListFormatter, options::ListFormatterOptions},
    locale::Locale,
    plurals::{PluralCategory, PluralRules},
    time::{Time, TimeZoneInfo, zone::IanaParser},
};
use jiff::{civil, tz::TimeZone};

use crate::model::AgreementNumber;

/// A language's way of writing dates and numbers.
#[derive(Debug)]
pub(super) struct Tongue {
    dates: DateTimeFormatter<fieldsets::YMDE>,
    weekdays: DateTimeFormatter<fieldsets::E>,
    short_days: DateTimeFormatter<fieldsets::DE>,
    times: NoCalendarFormatter<fieldsets::T>,
    cities: NoCalendarFormatter<fieldsets::zone::ExemplarCity>,
    numbers: DecimalFormatter,
    plurals: PluralRules,
    lists: ListFormatter,
}

impl Tongue {
    /// The one with this CLDR locale (`en-GB`).
    ///
    /// # Errors
    /// Where the tag is none, or ICU4X has no data for it.
    pub(super) fn of(tag: &str) -> Result<Self, String> {
        let locale: Locale = tag.parse().map_err(|error| format!("`{tag}` is no locale: {error}"))?;
        let why = |error: &dyn std::fmt::Display| format!("no dates or numbers for locale `{tag}`: {error}");
        let mut digits = DecimalFormatterOptions::default();
        digits.grouping_strategy = Some(GroupingStrategy::Never);
        Ok(Self {
            dates: DateTimeFormatter::try_new((&locale).into(), fieldsets::YMDE::long()).map_err(|e| why(&e))?,
            weekdays: DateTimeFormatter::try_new((&locale).into(), fieldsets::E::long()).map_err(|e| why(&e))?,
            short_days: DateTimeFormatter::try_new((&locale).into(), fieldsets::DE::short()).map_err(|e| why(&e))?,
            times: NoCalendarFormatter::try_new((&locale).into(), fieldsets::T::hm()).map_err(|e| why(&e))?,
            cities: NoCalendarFormatter::try_new((&locale).into(), fieldsets::zone::ExemplarCity)
                .map_err(|e| why(&e))?,
            numbers: DecimalFormatter::try_new((&locale).into(), digits).map_err(|e| why(&e))?,
            plurals: PluralRules::try_new_cardinal((&locale).into()).map_err(|e| why(&e))?,
            lists: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .map_err(|e| why(&e))?,
        })
    }

    /// "Friday 27 November 2026".
    pub(super) fn date(&self, date: civil::Date) -> String {
        iso(date).map_or_else(|| date.to_string(), |date| self.dates.format(&date).to_string())
    }

    /// "Friday".
    pub(super) fn weekday(&self, date: civil::Date) -> String {
        iso(date).map_or_else(|| date.to_string(), |date| self.weekdays.format(&date).to_string())
    }

    /// "Fri 27".
    pub(super) fn short_day(&self, date: civil::Date) -> String {
        iso(date).map_or_else(
            || date.to_string(),
            |date| {
                let day = self.short_days.format(&date).to_string();
                // A stop that is no abbreviation's: it goes into a line of its own kind.
                day.trim_end_matches('.').to_owned()
            },
        )
    }

    /// "17:00".
    pub(super) fn time(&self, time: civil::Time) -> String {
        let parts = (u8::try_from(time.hour()), u8::try_from(time.minute()));
        let (Ok(hour), Ok(minute)) = parts else { return time.to_string() };
        let time = Time::try_new(hour, minute, 0, 0);
        time.map_or_else(|_| format!("{hour:02}:{minute:02}"), |time| self.times.format(&time).to_string())
    }

    /// "Istanbul" for `Europe/Istanbul`; a zone that is no city's has none.
    pub(super) fn city(&self, zone: &TimeZone) -> Option<String> {
        let name = zone.iana_name().filter(|name| name.contains('/') && !name.starts_with("Etc/"))?;
        let zone: TimeZoneInfo<icu::time::zone::models::Base> = IanaParser::new().parse(name).without_offset();
        Some(self.cities.format(&zone).to_string())
    }

    /// A whole number in the language's digits.
    pub(super) fn number(&self, number: i64) -> String {
        self.numbers.format(&Decimal::from(number)).to_string()
    }

    /// "1, 2 and 3".
    pub(super) fn list(&self, items: &[String]) -> String {
        self.lists.format(items.iter()).to_string()
    }

    /// The numbers of agreements: "1, 2 and 3".
    pub(super) fn agreements(&self, numbers: impl IntoIterator<Item = AgreementNumber>) -> String {
        self.list(&numbers.into_iter().map(|number| self.number(i64::from(number.0))).collect::<Vec<_>>())
    }

    /// CLDR's name of the plural that goes with `number`.
    pub(super) fn plural(&self, number: i64) -> &'static str {
        name(self.plurals.category_for(number))
    }

    /// The plurals that the language tells apart for whole numbers.
    pub(super) fn plurals(&self) -> Vec<&'static str> {
        let mut used: Vec<&'static str> = (0..=200).map(|number| self.plural(number)).collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

fn iso(date: civil::Date) -> Option<Date<Iso>> {
    Date::try_new_iso(i32::from(date.year()), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?).ok()
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::Tongue;
    use jiff::{civil::date, civil::time, tz::TimeZone};

    #[test]
    fn each_language_writes_as_its_people_do() {
        for (tag, day, clock, city) in [
            ("en-GB", "Friday, 27 November 2026", "17:00", "Berlin"),
            ("en-US", "Friday, November 27, 2026", "5:00 PM", "Berlin"),
            ("de", "Freitag, 27. November 2026", "17:00", "Berlin"),
            ("tr", "27 Kasım 2026 Cuma", "17:00", "Berlin"),
            ("mn", "2026 оны арван нэгдүгээр сарын 27, баасан", "17:00", "Берлин"),
            ("bn-u-hc-h23", "শুক্রবার, ২৭ নভেম্বর, ২০২৬", "১৭:০০", "বার্লিন"),
            ("ru", "пятница, 27 ноября 2026 г.", "17:00", "Берлин"),
        ] {
            let tongue = Tongue::of(tag).unwrap();
            // Words that CLDR holds together by a no-break space are compared with a plain one.
            let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
            assert_eq!(plain(tongue.date(date(2026, 11, 27))), day, "{tag}");
            assert_eq!(plain(tongue.time(time(17, 0, 0, 0))), clock, "{tag}");
            let zone = TimeZone::get("Europe/Berlin").unwrap();
            assert_eq!(tongue.city(&zone).as_deref(), Some(city), "{tag}");
        }
        assert_eq!(Tongue::of("ru").unwrap().plurals(), ["few", "many", "one"]);
        assert_eq!(Tongue::of("bn").unwrap().number(12), "১২");
        let three = ["1", "2", "3"].map(str::to_owned);
        for (tag, list) in [("en-GB", "1, 2 and 3"), ("de", "1, 2 und 3"), ("tr", "1, 2 ve 3"), ("ru", "1, 2 и 3")] {
            assert_eq!(Tongue::of(tag).unwrap().list(&three), list, "{tag}");
        }
        assert_eq!(Tongue::of("es").unwrap().list(&["Mia", "Inés"].map(str::to_owned)), "Mia e Inés");
    }
}
