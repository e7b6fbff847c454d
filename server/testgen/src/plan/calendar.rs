//! Dates and instants on the Gregorian calendar; it never reads a clock or a time zone database.

/// Microseconds in a second and in a day.
pub const SECOND: i64 = 1_000_000;
pub const DAY: i64 = 86_400 * SECOND;

/// How an instant relates to UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// No zone: the microseconds are those of a wall clock.
    Naive,
    Utc,
    /// A zone whose offset is not known here; the microseconds are those of UTC.
    Elsewhere,
}

/// A point in time, microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instant {
    pub micros: i64,
    pub zone: Zone,
}

/// Days since 1970-01-01 of a date.
/// Howard Hinnant's `days_from_civil`, <https://howardhinnant.github.io/date_algorithms.html>.
pub fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 || day > month_length(year, month) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Year, month and day of a number of days since 1970-01-01.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Monday is 0.
pub fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// Hour, minute, second and microsecond of an instant.
pub fn clock(micros: i64) -> (i64, i64, i64, i64) {
    let of_day = micros.rem_euclid(DAY);
    let seconds = of_day / SECOND;
    (
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        of_day % SECOND,
    )
}

/// `2024-01-15T12:00:00` with the offset; none where the offset is not known.
pub fn iso(instant: &Instant, separator: char) -> Option<String> {
    let (year, month, day) = civil(instant.micros.div_euclid(DAY));
    let (hour, minute, second, micro) = clock(instant.micros);
    let fraction = if micro == 0 {
        String::new()
    } else {
        format!(".{micro:06}")
    };
    let offset = match instant.zone {
        Zone::Naive => "",
        Zone::Utc => "+00:00",
        Zone::Elsewhere => return None,
    };
    Some(format!(
        "{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}{fraction}{offset}"
    ))
}

/// `strftime` for the directives whose result does not depend on a locale.
pub fn format(days: i64, micros_of_day: i64, pattern: &str) -> Option<String> {
    let (year, month, day) = civil(days);
    let (hour, minute, second, micro) = clock(micros_of_day);
    let mut out = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            out.push(character);
            continue;
        }
        let part = match characters.next()? {
            'Y' => format!("{year:04}"),
            'm' => format!("{month:02}"),
            'd' => format!("{day:02}"),
            'H' => format!("{hour:02}"),
            'M' => format!("{minute:02}"),
            'S' => format!("{second:02}"),
            'f' => format!("{micro:06}"),
            'y' => format!("{:02}", year % 100),
            'F' => format!("{year:04}-{month:02}-{day:02}"),
            'T' => format!("{hour:02}:{minute:02}:{second:02}"),
            '%' => "%".to_owned(),
            _ => return None,
        };
        out.push_str(&part);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_both_ways() {
        for (date, number) in [
            ((1970, 1, 1), 0),
            ((2024, 1, 15), 19_737),
            ((2000, 2, 29), 11_016),
            ((1969, 12, 31), -1),
        ] {
            assert_eq!(days(date.0, date.1, date.2), Some(number));
            assert_eq!(civil(number), date);
        }
        assert_eq!(days(2023, 2, 29), None);
        assert_eq!(weekday(19_737), 0);
    }
}
