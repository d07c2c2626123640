//! In charge of: the team as the pure stages know it: its people, its address, its working time.

use jiff::{ToSpan, civil, tz::TimeZone};

use super::{Address, MessageId, Party, Side};

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name and address.
    pub party: Party,
    /// The language of letters to this person alone (BCP 47).
    pub language: String,
    /// The person's clock.
    pub zone: TimeZone,
    /// When the digest goes out on working days; `None`: never.
    pub digest_at: Option<civil::Time>,
    /// On which days of the week it does; none named: on working days.
    pub digest_days: Vec<civil::Weekday>,
}

impl Member {
    /// Whether the digest goes out on `date`: never on a holiday.
    #[must_use]
    pub fn reads_digest_on(&self, date: civil::Date, working: &WorkingTime) -> bool {
        if self.digest_days.is_empty() {
            working.is_working_day(date)
        } else {
            self.digest_days.contains(&date.weekday()) && !working.holidays.contains(&date)
        }
    }
}

/// When people work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTime {
    /// The days of the week.
    pub days: Vec<civil::Weekday>,
    /// When letters may begin to go out.
    pub starts: civil::Time,
    /// When the working day ends, and with it a due day without a clock time.
    pub ends: civil::Time,
    /// Days on which nobody works.
    pub holidays: Vec<civil::Date>,
}

/// As far as anybody counts; a calendar without a working day in that time has none.
const HORIZON_DAYS: usize = 2_000;

impl Default for WorkingTime {
    /// Monday to Friday, 9 to 18, no holidays.
    fn default() -> Self {
        Self {
            days: civil::Weekday::Monday.cycle_forward().take(5).collect(),
            starts: civil::time(9, 0, 0, 0),
            ends: civil::time(18, 0, 0, 0),
            holidays: Vec::new(),
        }
    }
}

impl WorkingTime {
    /// The day `amount` working days after `date`, or before it where `amount` is negative; `date` itself for 0. `None` where nobody works
    /// for years.
    #[must_use]
    pub fn count(&self, date: civil::Date, amount: i64) -> Option<civil::Date> {
        let Some(further) = amount.unsigned_abs().checked_sub(1) else { return Some(date) };
        let days = date.series(amount.signum().days()).skip(1).take(HORIZON_DAYS);
        days.filter(|day| self.is_working_day(*day)).nth(usize::try_from(further).ok()?)
    }

    /// Whether people work on `date`.
    #[must_use]
    pub fn is_working_day(&self, date: civil::Date) -> bool {
        self.days.contains(&date.weekday()) && !self.holidays.contains(&date)
    }
}

/// The team that runs the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The bot's own address: what is put in Cc.
    pub bot: Party,
    /// Further addresses that lead to the bot.
    pub aliases: Vec<Address>,
    /// Domains all of whose people are team.
    pub domains: Vec<String>,
    /// People of the team by name; addresses outside `domains` are team by standing here.
    pub members: Vec<Member>,
    /// The team's clock.
    pub zone: TimeZone,
    /// When people work.
    pub working: WorkingTime,
    /// The language of letters where a thread's own cannot be told (BCP 47).
    pub language: String,
}

impl Office {
    /// An office that nothing is known of but its bot, its clock and its language: no people, ordinary working time.
    #[must_use]
    pub fn plain(bot: Party, zone: TimeZone, language: &str) -> Self {
        Self {
            bot,
            aliases: Vec::new(),
            domains: Vec::new(),
            members: Vec::new(),
            zone,
            working: WorkingTime::default(),
            language: language.to_owned(),
        }
    }

    /// Whether `address` is the bot's own.
    #[must_use]
    pub fn is_bot(&self, address: &Address) -> bool {
        self.bot.address == *address || self.aliases.contains(address)
    }

    /// How the Message-IDs of the bot's own letters begin.
    pub const OWN: &'static str = "iw.";

    /// Whether the bot wrote the mail with this id, as far as its look tells.
    #[must_use]
    pub fn wrote(&self, id: &MessageId) -> bool {
        let from = id.as_str().strip_prefix(Self::OWN).and_then(|rest| rest.split_once('@'));
        from.is_some_and(|(_, domain)| domain.eq_ignore_ascii_case(self.bot.address.domain()))
    }

    /// Whether `address` is of the team (the bot is not).
    #[must_use]
    pub fn is_team(&self, address: &Address) -> bool {
        !self.is_bot(address)
            && (self.members.iter().any(|member| member.party.address == *address)
                || self.domains.iter().any(|domain| {
                    let host = address.domain();
                    host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
                }))
    }

    /// The side that `address` stands on.
    #[must_use]
    pub fn side(&self, address: &Address) -> Side {
        if self.is_team(address) {
            Side::Team
        } else if FREE_MAIL.contains(&address.domain()) {
            Side::Client(address.to_string().to_lowercase())
        } else {
            Side::Client(address.domain().to_owned())
        }
    }

    /// The member with this address.
    #[must_use]
    pub fn member(&self, address: &Address) -> Option<&Member> {
        self.members.iter().find(|member| member.party.address == *address)
    }
}

/// Domains whose people have nothing in common but their provider.
const FREE_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.de",
    "yahoo.co.uk",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "mail.ru",
    "inbox.ru",
    "list.ru",
    "bk.ru",
    "yandex.ru",
    "yandex.com",
    "ya.ru",
    "rambler.ru",
    "proton.me",
    "protonmail.com",
    "fastmail.com",
    "zoho.com",
    "mynet.com",
    "yandex.com.tr",
    "ymail.com",
];
