//! The way through an application: which questions and materials are asked, in which order, and
//! where the person is. Pure: everything follows from the matter, the draft and what is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use basis::{Date, Refusal, Text};
use catalogue::form::{Form, Known};
use catalogue::model::{Field, FieldKind, FileKind, Material, Matter, Need, Required, Source};
use catalogue::{Catalogue, Pin};
use rules::{Clause, Env, Facts, Ruleset, Verdict};

use crate::draft::Draft;

/// What registers and certificates say about the person, and what can be filled in from them.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The facts for the rules.
    pub facts: Facts,
    /// The same as they go into the case.
    pub given: Vec<cases::model::Fact>,
    /// First answers, by the field's id.
    pub prefills: BTreeMap<String, Prefill>,
    /// The materials that were asked for in registers, and whether there was an answer.
    pub fetched: BTreeMap<String, bool>,
}

/// A first answer with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefill {
    /// As one would type it.
    pub value: String,
    /// Where it comes from.
    pub source: Text,
    /// As of which day.
    pub as_of: Date,
}

/// Something that has to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Id of the material or of the field.
    pub id: String,
    /// Its name, or the question.
    pub name: Text,
    /// What it must look like; may be empty.
    pub hint: Text,
    /// The kinds of file allowed.
    pub accept: Vec<FileKind>,
    /// Whether the case can go on without it.
    pub need: Need,
    /// Whether it is a question of the form.
    pub is_field: bool,
}

/// One page of the application.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask<'a> {
    /// Which parts of a joint matter.
    Parts,
    /// A question.
    Question(&'a Field),
    /// An upload.
    Upload(Slot),
}

impl Ask<'_> {
    /// Its place below the application's address.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Parts => "parts".to_owned(),
            Self::Question(field) => field.id.clone(),
            Self::Upload(slot) => format!("materials/{}", slot.id),
        }
    }
}

/// How a material comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comes {
    /// From a register, a certificate or the form: nothing to bring.
    Fetched,
    /// By a commitment with these words.
    Commitment(Text),
    /// As a file of these kinds.
    Upload(Vec<FileKind>),
    /// The register has no answer and nothing takes its place: the office asks.
    Office,
}

/// An application under way.
pub struct Flow {
    /// What the case will be pinned to.
    pub pin: Pin,
    /// The matter, with the questions, facts and materials of its chosen parts.
    pub whole: Matter,
    /// What was typed.
    pub draft: Draft,
    /// What is known.
    pub known: Gathered,
    env: Env,
    /// Certificates that earlier parts of a joint matter give: nobody is asked to bring them.
    given: BTreeSet<String>,
    today: Date,
    kept: Kept,
}

/// What follows from the draft and is asked for again and again, worked out once: an application is
/// made anew when its draft has changed, and [`Flow::answered`] forgets it.
#[derive(Default)]
struct Kept {
    facts: OnceLock<Facts>,
    seen: OnceLock<Facts>,
    /// The ids of the questions that are asked.
    shown: OnceLock<BTreeSet<String>>,
    /// For each material of the matter, whether it is needed.
    needed: OnceLock<Vec<bool>>,
}

/// The matter that is really asked about: a joint one with everything of its chosen parts.
#[must_use]
pub fn whole(catalogue: &Catalogue, matter: &Matter, draft: &Draft, today: Date) -> Matter {
    let mut whole = matter.clone();
    if !matter.is_joint() {
        return whole;
    }
    let chosen = |id: &str| is_chosen(matter, draft, id);
    let asked = |field: &catalogue::joint::JointField| {
        field.parts.is_empty()
            || matter.field(&field.field.id).is_some()
            || field.parts.iter().any(|part| chosen(part))
    };
    let form = catalogue.joint_form(matter, today).into_iter().filter(asked);
    whole.form = form.map(|joint| joint.field).collect();
    let division = matter.division.as_deref().unwrap_or_default();
    for part in matter.parts.iter().filter(|part| chosen(&part.id)) {
        let Some(child) = catalogue.matter(division, &part.matter, today) else { continue };
        for (name, fact) in &child.facts {
            whole.facts.entry(name.clone()).or_insert_with(|| fact.clone());
        }
        for material in &child.materials {
            if whole.material(&material.id).is_none() {
                whole.materials.push(material.clone());
            }
        }
    }
    whole
}

fn is_chosen(matter: &Matter, draft: &Draft, id: &str) -> bool {
    let optional = matter.parts.iter().any(|part| part.id == id && part.optional);
    !optional || draft.parts.as_ref().is_none_or(|chosen| chosen.iter().any(|one| one == id))
}

/// The certificates that the chosen parts end with.
fn given(catalogue: &Catalogue, matter: &Matter, draft: &Draft, today: Date) -> BTreeSet<String> {
    let division = matter.division.as_deref().unwrap_or_default();
    let chosen = matter.parts.iter().filter(|part| is_chosen(matter, draft, &part.id));
    let parts = chosen.filter_map(|part| catalogue.matter(division, &part.matter, today));
    parts.filter_map(|part| Some(part.outcome.certificate.as_ref()?.kind_id.clone())).collect()
}

impl Flow {
    /// An application of a matter. `whole` is what [`whole`] gave for this draft.
    #[must_use]
    pub fn new(
        catalogue: &Catalogue,
        matter: &Arc<Matter>,
        whole: Matter,
        (draft, known): (Draft, Gathered),
        today: Date,
    ) -> Self {
        let env = catalogue.environment(&whole);
        let given = given(catalogue, matter, &draft, today);
        let kept = Kept::default();
        Self { pin: matter.pin(), whole, draft, known, env, given, today, kept }
    }

    /// Puts an answer into the draft; what follows from it is worked out anew.
    pub fn answered(&mut self, field: &str, answer: String) {
        self.draft.answers.insert(field.to_owned(), answer);
        self.kept = Kept::default();
    }

    fn form(&self) -> Form<'_> {
        Form::new(&self.whole.form, &self.env)
    }

    /// Everything that the rules may read now: registers, answers, and answers under the names that
    /// the rules use.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        self.kept.facts.get_or_init(|| {
            let (known, answers) = (&self.known.facts, &self.draft.answers);
            exchange::facts_now(&self.form(), &self.whole, known, answers, self.today)
        })
    }

    /// What questions see: everything but the answers themselves, which the form adds.
    fn seen(&self) -> &Facts {
        self.kept.seen.get_or_init(|| {
            let mut facts = self.facts().clone();
            for field in &self.whole.form {
                facts.remove(&field.id);
            }
            facts
        })
    }

    /// The questions that are asked with these answers.
    #[must_use]
    pub fn shown(&self) -> Vec<&Field> {
        let ids = self.kept.shown.get_or_init(|| {
            let known = Known { facts: self.seen(), today: self.today };
            let shown = self.form().shown(&self.draft.answers, known);
            shown.into_iter().map(|field| field.id.clone()).collect()
        });
        self.whole.form.iter().filter(|field| ids.contains(&field.id)).collect()
    }

    /// Why an answer will not do.
    #[must_use]
    pub fn refusal(&self, field: &str) -> Option<Refusal> {
        let known = Known { facts: self.seen(), today: self.today };
        self.form().check_field(field, &self.draft.answers, known)
    }

    /// How a material comes, after what was uploaded.
    #[must_use]
    pub fn comes(&self, material: &Material) -> Comes {
        let files = || match (&material.from, &material.fallback) {
            (Source::Upload { upload }, _) | (_, Some(Source::Upload { upload })) => upload.clone(),
            _ => vec![FileKind::Pdf, FileKind::Jpg, FileKind::Png],
        };
        if !self.draft.files(&material.id).is_empty() {
            return Comes::Upload(files());
        }
        match &material.from {
            Source::Form { .. } => Comes::Fetched,
            Source::Certificate { certificate } if self.given.contains(certificate) => {
                Comes::Fetched
            }
            Source::Commitment { commitment } => Comes::Commitment(commitment.clone()),
            Source::Upload { upload } => Comes::Upload(upload.clone()),
            Source::Register { .. } | Source::Certificate { .. } => {
                if self.known.fetched.get(&material.id) == Some(&true) {
                    return Comes::Fetched;
                }
                match &material.fallback {
                    Some(Source::Upload { upload }) => Comes::Upload(upload.clone()),
                    Some(Source::Commitment { commitment }) => {
                        Comes::Commitment(commitment.clone())
                    }
                    _ => Comes::Office,
                }
            }
        }
    }

    /// The materials that are needed with these answers.
    #[must_use]
    pub fn materials(&self) -> Vec<&Material> {
        let needed = self.kept.needed.get_or_init(|| {
            let holds = |material: &Material| {
                material.when.as_deref().is_none_or(|rule| self.holds(rule, self.facts()))
            };
            self.whole.materials.iter().map(holds).collect()
        });
        let all = self.whole.materials.iter().zip(needed);
        all.filter(|(_, is_needed)| **is_needed).map(|(material, _)| material).collect()
    }

    /// A rule that cannot be compiled holds: asking too much is safer than too little.
    fn holds(&self, rule: &str, facts: &Facts) -> bool {
        let clause = Clause { id: "when".into(), rule: rule.into(), ..Clause::default() };
        let compiled = Ruleset { clauses: vec![clause], amount: None }.compile(&self.env);
        compiled.map_or(true, |rule| rule.answer(facts, self.today).verdict == Verdict::Yes)
    }

    /// Every page of the application, in its order.
    #[must_use]
    pub fn asks(&self) -> Vec<Ask<'_>> {
        let has_choice = self.whole.parts.iter().any(|part| part.optional);
        let parts = has_choice.then_some(Ask::Parts);
        let questions = self.shown().into_iter().map(|field| match field.kind {
            FieldKind::File => Ask::Upload(slot_of_field(field)),
            _ => Ask::Question(field),
        });
        let uploads = self.materials().into_iter().filter_map(|material| self.upload(material));
        parts.into_iter().chain(questions).chain(uploads).collect()
    }

    /// Whether a question of the form asks for the file already, so that it is not asked twice.
    #[must_use]
    pub fn is_field(&self, id: &str) -> bool {
        let asked = |field: &&Field| field.id == id && field.kind == FieldKind::File;
        self.shown().iter().any(asked)
    }

    fn upload<'a>(&self, material: &Material) -> Option<Ask<'a>> {
        let Comes::Upload(accept) = self.comes(material) else { return None };
        if self.is_field(&material.id) {
            return None;
        }
        Some(Ask::Upload(Slot {
            id: material.id.clone(),
            name: material.name.clone(),
            hint: material.accept.clone().unwrap_or_default(),
            accept,
            need: material.need,
            is_field: false,
        }))
    }

    /// The upload page of an id: a material that has to be brought, or that the person would rather
    /// bring since the register is wrong.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<Slot> {
        let asked = self.asks().into_iter().find_map(|ask| match ask {
            Ask::Upload(slot) if slot.id == id => Some(slot),
            _ => None,
        });
        asked.or_else(|| {
            let material = self.materials().into_iter().find(|material| material.id == id)?;
            let Some(Source::Upload { upload }) = &material.fallback else { return None };
            Some(Slot {
                id: id.to_owned(),
                name: material.name.clone(),
                hint: material.accept.clone().unwrap_or_default(),
                accept: upload.clone(),
                need: Need::Optional,
                is_field: false,
            })
        })
    }

    /// Whether a page is done.
    #[must_use]
    pub fn is_done(&self, ask: &Ask<'_>) -> bool {
        match ask {
            Ask::Parts => self.draft.parts.is_some(),
            Ask::Question(field) => {
                self.draft.answers.contains_key(&field.id) && self.refusal(&field.id).is_none()
            }
            Ask::Upload(slot) => self.draft.materials.contains_key(&slot.id),
        }
    }

    /// The first page that is not done; none when everything can be checked and handed in.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        let open = self.asks().into_iter().find(|ask| !self.is_done(ask));
        open.map(|ask| ask.path())
    }

    /// The page before this one; none for the first.
    #[must_use]
    pub fn before(&self, path: &str) -> Option<String> {
        let paths: Vec<String> = self.asks().iter().map(Ask::path).collect();
        let at = paths.iter().position(|one| one == path).unwrap_or(paths.len());
        at.checked_sub(1).and_then(|at| paths.get(at).cloned())
    }

    /// Which page it is, of how many, counted from 1.
    #[must_use]
    pub fn place(&self, path: &str) -> (usize, usize) {
        let paths: Vec<String> = self.asks().iter().map(Ask::path).collect();
        let at = paths.iter().position(|one| one == path).unwrap_or(paths.len());
        (at + 1, paths.len() + 1)
    }
}

fn slot_of_field(field: &Field) -> Slot {
    let all = || vec![FileKind::Pdf, FileKind::Jpg, FileKind::Png];
    let optional = field.required == Required::Always(false);
    Slot {
        id: field.id.clone(),
        name: field.label.clone(),
        hint: field.hint.clone().unwrap_or_default(),
        accept: if field.accept.is_empty() { all() } else { field.accept.clone() },
        need: if optional { Need::Optional } else { Need::Necessary },
        is_field: true,
    }
}
