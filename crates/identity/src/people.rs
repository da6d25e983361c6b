//! People as the platform knows them, and what a person types to say who they are.

use basis::codes::Sex;
use basis::codes::{IdentityNumber, Phone};
use basis::{Date, DivisionCode, PersonId, Refusal, RefusalKind};
use serde::{Deserialize, Serialize};

const MOST_LOGIN_CHARACTERS: usize = 64;

/// A natural person. The number and the telephone print masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The identity number.
    pub number: IdentityNumber,
    /// The sex in the register.
    pub sex: Sex,
    /// The day of birth.
    pub birth: Date,
    /// Where the person is registered, as deep as it is known.
    pub division: DivisionCode,
    /// The address in words.
    pub address: String,
    /// A telephone number.
    pub phone: Option<Phone>,
}

/// A person to be taken into the platform; sex and birthday follow from the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The name.
    pub name: String,
    /// The identity number.
    pub number: IdentityNumber,
    /// Where the person is registered.
    pub division: DivisionCode,
    /// The address in words.
    pub address: String,
    /// A telephone number.
    pub phone: Option<Phone>,
}

impl NewPerson {
    /// Reads a row of a list: name, number, division, address, telephone (may be empty).
    ///
    /// # Errors
    /// A refusal that names the field that cannot be used.
    pub fn parse(fields: [&str; 5]) -> Result<Self, Refusal> {
        let [name, number, division, address, phone] = fields.map(str::trim);
        if name.is_empty() {
            return Err(no_name().on("name"));
        }
        let phone = if phone.is_empty() { Ok(None) } else { Phone::parse(phone).map(Some) };
        Ok(Self {
            name: name.to_owned(),
            number: IdentityNumber::parse(number).map_err(|refusal| refusal.on("number"))?,
            division: DivisionCode::parse(division).map_err(|refusal| refusal.on("division"))?,
            address: address.to_owned(),
            phone: phone.map_err(|refusal| refusal.on("phone"))?,
        })
    }
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// People who are new.
    pub added: u64,
    /// People whose number was known already; nothing of theirs was changed.
    pub known: u64,
}

/// What somebody types to say who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// An identity number.
    Number(IdentityNumber),
    /// A telephone number.
    Phone(Phone),
    /// An officer's name for signing in, in small letters.
    Name(String),
}

impl Login {
    /// Reads what was typed; whatever is neither number is a name for signing in.
    ///
    /// # Errors
    /// A refusal, if nothing was typed or it is too long.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MOST_LOGIN_CHARACTERS {
            return Err(no_login());
        }
        if let Ok(number) = IdentityNumber::parse(text) {
            return Ok(Self::Number(number));
        }
        let phone = Phone::parse(text).map(Self::Phone);
        Ok(phone.unwrap_or_else(|_| Self::Name(text.to_lowercase())))
    }

    /// The one spelling over which its tag is made.
    pub(crate) fn canonical(&self) -> String {
        match self {
            Self::Number(number) => format!("number:{}", number.reveal()),
            Self::Phone(phone) => format!("phone:{}", phone.reveal()),
            Self::Name(name) => format!("name:{name}"),
        }
    }
}

fn no_name() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "person.name")
}

fn no_login() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "sign-in.login").on("login")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_spelling_however_it_is_typed() {
        let check = |typed: &str, expected: &str| {
            assert_eq!(Login::parse(typed).unwrap().canonical(), expected);
        };
        check(" 11010519491231002x ", "number:11010519491231002X");
        check("+86 138-0013-8000", "phone:13800138000");
        check("WangFang", "name:wangfang");
        check("110105194912310021", "name:110105194912310021");
        assert!(Login::parse("  ").is_err() && Login::parse(&"a".repeat(65)).is_err());
    }

    #[test]
    fn a_row_that_cannot_be_used_names_its_field() {
        let good = ["徐桂花", "11010519491231002X", "330825101200", "湖镇镇文林村", ""];
        assert_eq!(NewPerson::parse(good).unwrap().phone, None);
        let check = |place: usize, value: &str, field: &str| {
            let mut row = good;
            row[place] = value;
            assert_eq!(NewPerson::parse(row).unwrap_err().field.as_deref(), Some(field));
        };
        check(0, "", "name");
        check(1, "110105194912310021", "number");
        check(2, "3308251", "division");
        check(4, "12", "phone");
    }
}
