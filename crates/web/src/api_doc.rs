//! How other systems use a route: what it takes and gives, with examples.

use basis::Text;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Makes the schema of a type inside the generator of the whole description.
pub type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// What a route of the API takes and gives.
#[derive(Clone)]
pub struct ApiDoc {
    /// What it does, in a few words.
    pub name: Text,
    /// More about it: when to use it, what follows.
    pub about: Text,
    /// The group that it is listed under, such as `cases`.
    pub group: &'static str,
    /// The JSON body, with an example.
    pub takes: Option<(MakeSchema, Value)>,
    /// Parameters of the query, as one flat struct.
    pub query: Option<MakeSchema>,
    /// The answer by status, with an example.
    pub gives: Vec<Answer>,
    /// Whether `If-Match` names the version that the sender saw.
    pub has_version: bool,
}

/// One answer of a route.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    pub about: Text,
    /// Shape and example of the JSON body, where there is one.
    pub body: Option<(MakeSchema, Value)>,
}

impl ApiDoc {
    /// A description with a group and a name in Chinese and English.
    #[must_use]
    pub fn new(group: &'static str, zh: &str, en: &str) -> Self {
        Self {
            name: Text::new(zh, en),
            about: Text::default(),
            group,
            takes: None,
            query: None,
            gives: Vec::new(),
            has_version: false,
        }
    }

    /// Says more.
    #[must_use]
    pub fn about(mut self, zh: &str, en: &str) -> Self {
        self.about = Text::new(zh, en);
        self
    }

    /// Takes a JSON body.
    #[must_use]
    pub fn takes<T: JsonSchema>(mut self, example: Value) -> Self {
        self.takes = Some((SchemaGenerator::subschema_for::<T>, example));
        self
    }

    /// Takes the fields of a flat struct as query parameters.
    #[must_use]
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(SchemaGenerator::root_schema_for::<T>);
        self
    }

    /// Gives a JSON body with a status.
    #[must_use]
    pub fn gives<T: JsonSchema>(mut self, status: u16, zh: &str, en: &str, example: Value) -> Self {
        let body = Some((SchemaGenerator::subschema_for::<T> as MakeSchema, example));
        self.gives.push(Answer { status, about: Text::new(zh, en), body });
        self
    }

    /// Gives a status without a JSON body.
    #[must_use]
    pub fn gives_only(mut self, status: u16, zh: &str, en: &str) -> Self {
        self.gives.push(Answer { status, about: Text::new(zh, en), body: None });
        self
    }

    /// Takes `If-Match` with the version that the sender saw.
    #[must_use]
    pub fn has_version(mut self) -> Self {
        self.has_version = true;
        self
    }
}
