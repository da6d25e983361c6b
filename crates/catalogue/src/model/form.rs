//! The form: one question a field, with why it is asked and what can be filled in beforehand.

use basis::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FileKind;
use super::words::words;
use crate::schema;

words! {
    /// The type of a value in a form or a register.
    FieldKind {
        /// A line of text.
        Text = "text", "文字", "Text";
        /// Several lines of text.
        LongText = "long-text", "长文字", "Long text";
        /// A whole number.
        Int = "int", "整数", "Whole number";
        /// An amount of money.
        Money = "money", "金额", "Amount of money";
        /// A percentage or ratio.
        Rate = "rate", "比率", "Rate";
        /// A date.
        Date = "date", "日期", "Date";
        /// Yes or no.
        Bool = "bool", "是或否", "Yes or no";
        /// One of the options.
        Choice = "choice", "选项", "Choice";
        /// A code of some list.
        Code = "code", "代码", "Code";
        /// A mobile or landline number.
        Phone = "phone", "电话号码", "Telephone number";
        /// A resident identity number.
        Identity = "identity", "居民身份证号", "Identity number";
        /// An administrative division.
        Division = "division", "行政区划", "Division";
        /// A bank card number.
        BankAccount = "bank-account", "银行卡号", "Bank card number";
        /// A person's name.
        Name = "name", "姓名", "Name";
        /// An address.
        Address = "address", "地址", "Address";
        /// A file.
        File = "file", "文件", "File";
    }
}

words! {
    /// What the platform knows of the signed-in person.
    PersonField {
        /// Name.
        Name = "name", "姓名", "Name";
        /// Identity number.
        Identity = "identity", "身份证号", "Identity number";
        /// Telephone number.
        Phone = "phone", "电话", "Telephone";
        /// Date of birth.
        Birth = "birth", "出生日期", "Date of birth";
        /// Address.
        Address = "address", "地址", "Address";
        /// Division where the person lives.
        Division = "division", "所在区划", "Division";
    }
}

/// One question of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Id, unique in the form; the rules read the answer under this name.
    #[serde(rename = "field")]
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// The type of the answer.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The question.
    #[schemars(with = "schema::TextShape")]
    pub label: Text,
    /// Help with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub hint: Option<Text>,
    /// Why it is asked.
    #[schemars(with = "schema::TextShape")]
    pub why: Text,
    /// The unit of a number, such as 平方米.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub unit: Option<Text>,
    /// Where a first answer can be taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
    /// Whether an answer is needed: yes, no, or a rule.
    #[serde(default)]
    pub required: Required,
    /// The question is shown only when this rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The smallest number allowed (money: in yuan).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The largest number allowed (money: in yuan).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The longest text allowed, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The kinds of file allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<FileKind>,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    #[schemars(with = "schema::TextShape")]
    pub label: Text,
}

/// Whether an answer is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Required {
    /// Always or never.
    Always(bool),
    /// When this rule holds.
    When(String),
}

impl Default for Required {
    fn default() -> Self {
        Self::Always(true)
    }
}

/// Where the first answer to a question can be taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Prefill {
    /// A field of a register.
    Register {
        /// Id of the register.
        register: String,
        /// Id of the field.
        field: String,
    },
    /// What the platform knows of the signed-in person.
    Person {
        /// Which of the person's data.
        person: PersonField,
    },
}
