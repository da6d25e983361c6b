//! The other counties of the database, as whoever runs the server names them.

use anyhow::{Result, bail};
use basis::Text;
use portal::{County, Elsewhere, MOST_COUNTIES};

use crate::commands::is_this_machine;

/// Reads the setting: `CODE`, or `CODE=URL` with the address of that county's own service. `own` is
/// the county served, `name` the name of a code that holds today.
///
/// # Errors
/// A county that is not in the lists, is our own or stands there twice; too many; an address to which
/// people would go without https.
pub fn others(
    wished: &[String],
    own: &str,
    name: impl Fn(&str) -> Result<Text>,
) -> Result<Elsewhere> {
    if wished.len() > MOST_COUNTIES {
        bail!(
            "{} other counties are too many: each is asked by itself, {MOST_COUNTIES} at most; name those of one city",
            wished.len()
        );
    }
    let mut counties: Vec<County> = Vec::with_capacity(wished.len());
    for one in wished {
        let county = county(one, &name)?;
        if county.code == own {
            bail!("{own} is the county served; name the others only");
        }
        if counties.iter().any(|other| other.code == county.code) {
            bail!("{} stands twice among the other counties", county.code);
        }
        counties.push(county);
    }
    Ok(Elsewhere::new(counties))
}

fn county(one: &str, name: &impl Fn(&str) -> Result<Text>) -> Result<County> {
    let (code, address) = one.split_once('=').unwrap_or((one, ""));
    let (code, address) = (code.trim(), address.trim().trim_end_matches('/'));
    let name = name(code)?;
    let is_safe = address.starts_with("https://")
        || (address.starts_with("http://") && is_this_machine(address));
    if !address.is_empty() && !is_safe {
        bail!(
            "people of {code} would be sent to {address} without https, and everybody on the way could read along; give https://…"
        );
    }
    let address = Some(address.to_owned()).filter(|address| !address.is_empty());
    Ok(County { code: code.to_owned(), name, address })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_is_refused_at_the_start() {
        let name = |code: &str| -> Result<Text> {
            match code.starts_with("3308") {
                true => Ok(Text::new(code, code)),
                false => bail!("{code} is no county in the list of divisions"),
            }
        };
        let check = |wished: &[&str], expected: &str| {
            let wished: Vec<String> = wished.iter().map(|one| (*one).to_owned()).collect();
            let refused = others(&wished, "330825", name).err().map(|error| error.to_string());
            let words = refused.unwrap_or_default();
            assert_eq!(words.is_empty(), expected.is_empty(), "{wished:?}: {words}");
            assert!(words.contains(expected), "{words}");
        };
        check(&[], "");
        check(&["330881=https://jiangshan.example/", "330803", "330802=http://127.0.0.1:8081"], "");
        check(&["330825"], "the county served");
        check(&["330803", "330803=https://qujiang.example"], "twice");
        check(&["110101"], "list of divisions");
        check(&["330881=http://jiangshan.example"], "without https");
        check(&["330881=jiangshan.example"], "without https");
        check(&["330803"; 41], "too many");
    }

    #[test]
    fn an_address_is_kept_as_links_begin() {
        let name = |code: &str| -> Result<Text> { Ok(Text::new(code, code)) };
        let read = |one: &str| county(one, &name).unwrap();
        let address = read(" 330881 = https://jiangshan.example/ ").address;
        assert_eq!(address.as_deref(), Some("https://jiangshan.example"));
        assert_eq!((read("330803").code.as_str(), read("330803=").address), ("330803", None));
    }
}
