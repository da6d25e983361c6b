//! What may be asked of the interface: one check of the query for every address of it.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::Response;

use super::refused;

/// Features of an answer, if nobody says how many.
const USUAL: usize = 10;
/// The most that are given at once; who asks for more is given these.
const MOST: usize = 10_000;

/// What `f` may ask for: all that there is.
const FORMATS: [&str; 4] = ["json", "geojson", "application/json", "application/geo+json"];

/// A question without parameters but the format.
pub(crate) struct Plain;

impl<S: Send + Sync> FromRequestParts<S> for Plain {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let query = query.map_err(|why| refused(&why.to_string()))?;
        check(&query.0, &[]).map(|()| Self).map_err(|why| refused(&why))
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) limit: usize,
    pub(super) offset: usize,
    /// West, south, east, north.
    pub(super) frame: Option<[f64; 4]>,
}

/// Refuses a parameter that is not known, as the standard asks, one that is given twice, and a format
/// that there is not.
fn check(query: &[(String, String)], known: &[&str]) -> Result<(), String> {
    for (at, (name, value)) in query.iter().enumerate() {
        if name == "f" {
            if !FORMATS.contains(&value.as_str()) {
                return Err(format!("f is {value:?}: there is json alone"));
            }
        } else if !known.contains(&name.as_str()) {
            return Err(format!("{name:?} is no parameter of this address"));
        }
        if query[..at].iter().any(|(other, _)| other == name) {
            return Err(format!("{name} is given twice: give it once"));
        }
    }
    Ok(())
}

/// Reads the query of a list of features.
pub(super) fn asked(query: &[(String, String)]) -> Result<Asked, String> {
    check(query, &["limit", "offset", "bbox", "datetime"])?;
    let mut asked = Asked { limit: USUAL, offset: 0, frame: None };
    for (name, value) in query {
        let number = || {
            value.parse::<usize>().map_err(|_| format!("{name} is {value:?}: give a whole number"))
        };
        match name.as_str() {
            "limit" => {
                asked.limit = number()?.min(MOST);
                if asked.limit == 0 {
                    return Err("limit is 0: give 1 or more".to_owned());
                }
            }
            "offset" => asked.offset = number()?,
            "bbox" => asked.frame = Some(frame(value)?),
            // No feature has a time; the standard then gives all, whatever time is asked for.
            "datetime" if !is_time(value) => {
                return Err(format!(
                    "datetime is {value:?}: give a time such as 2020-11-01T00:00:00Z, or two of them \
                     with / between, of which one may be .."
                ));
            }
            _ => {}
        }
    }
    Ok(asked)
}

/// Four numbers, or six with heights, which are passed over.
fn frame(text: &str) -> Result<[f64; 4], String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let numbers = numbers.unwrap_or_default();
    let corners = match numbers.as_slice() {
        [west, south, east, north] | [west, south, _, east, north, _] => {
            Some([*west, *south, *east, *north])
        }
        _ => None,
    };
    let is_frame = |[_, south, _, north]: &[f64; 4]| south <= north;
    let fine = corners.filter(|all| all.iter().all(|one| one.is_finite())).filter(is_frame);
    fine.ok_or_else(|| format!("bbox is {text:?}: give west,south,east,north in degrees"))
}

/// A time, or two with `/` between, of which one may be open (RFC 3339; 17-069r4, 7.15.4).
fn is_time(text: &str) -> bool {
    let Some((from, to)) = text.split_once('/') else { return is_instant(text) };
    let is_open = |end: &str| end.is_empty() || end == "..";
    match (is_open(from), is_open(to)) {
        (true, true) => false,
        (true, false) => is_instant(to),
        (false, true) => is_instant(from),
        // Times of different zones are not held against each other.
        (false, false) => {
            is_instant(from) && is_instant(to) && (from <= to || from[19..] != to[19..])
        }
    }
}

/// A date and time of day with its zone, as in `2020-11-01T08:30:00+08:00`.
fn is_instant(text: &str) -> bool {
    let below = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|number| number <= most);
    let whole = text.to_ascii_uppercase();
    let Some((date, time)) = whole.split_once('T') else { return false };
    let is_day =
        is_number(date.get(..4).unwrap_or_default(), 4) && date.parse::<basis::Date>().is_ok();
    let (time, zone) = match (time.strip_suffix('Z'), time.rfind(['+', '-'])) {
        (Some(time), _) => (time, "00:00"),
        (None, Some(at)) => (&time[..at], &time[at + 1..]),
        (None, None) => return false,
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = is_number(fraction, fraction.len()) && !fraction.is_empty();
    let is_clock = |text: &str, most: [u32; 3], many: usize| {
        let parts: Vec<&str> = text.split(':').collect();
        let fits = |(part, most): (&&str, u32)| is_number(part, 2) && below(part, most);
        parts.len() == many && parts.iter().zip(most).all(fits)
    };
    is_day && is_fraction && is_clock(time, [23, 59, 60], 3) && is_clock(zone, [23, 59, 0], 2)
}

fn is_number(part: &str, digits: usize) -> bool {
    part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Result<Asked, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        asked(&pairs.iter().map(own).collect::<Vec<_>>())
    }

    #[test]
    fn questions_are_read_or_refused() {
        let usual = Asked { limit: USUAL, offset: 0, frame: None };
        assert_eq!(query(&[]), Ok(usual));
        assert_eq!(query(&[("limit", "99999999")]), Ok(Asked { limit: MOST, ..usual }));
        let framed = Asked { frame: Some([1.0, 2.0, 3.0, 4.0]), ..usual };
        assert_eq!(
            query(&[("bbox", "1,2,3,4"), ("datetime", "2020-11-01T00:00:00Z/..")]),
            Ok(framed)
        );
        assert_eq!(query(&[("bbox", "1,2,0,3,4,9")]), Ok(framed));
        for wrong in [
            ("limit", "0"),
            ("limit", "-1"),
            ("bbox", "1,2,3"),
            ("bbox", "1,5,3,4"),
            ("bbox", "a,b,c,d"),
            ("bbox", "NaN,0,1,1"),
            ("colour", "red"),
            ("datetime", "garbage"),
            ("datetime", "../.."),
            ("datetime", "2020-13-01T00:00:00Z"),
            ("datetime", "2021-01-01T00:00:00Z/2020-01-01T00:00:00Z"),
            ("f", "html"),
        ] {
            assert!(query(&[wrong]).is_err(), "{wrong:?}");
        }
        assert!(query(&[("limit", "3"), ("limit", "4")]).unwrap_err().contains("twice"));
        for time in
            ["2020-11-01T08:30:00.5+08:00", "../2020-11-01T00:00:00Z", "/2020-11-01T00:00:00z"]
        {
            assert_eq!(query(&[("datetime", time)]), Ok(usual), "{time}");
        }
    }
}
