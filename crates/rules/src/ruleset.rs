//! Clauses with their exceptions, as they are declared, and the checks when they are compiled.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use basis::{LegalSource, Text};
use serde::{Deserialize, Serialize};

use crate::{
    check::{check, check_condition},
    env::Env,
    error::{RuleError, Span},
    findings::{self, Finding},
    missing::Uses,
    parameters::Parameters,
    parse::parse,
    plan::{Outline, Plan, build::Builder},
    typed::Typed,
    types::Type,
};

/// A condition: a general rule and the exceptions from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Name within its ruleset.
    pub id: String,
    /// What it says, in words.
    pub text: Text,
    /// The rule.
    pub rule: String,
    /// The law that it rests on.
    #[serde(default)]
    pub basis: LegalSource,
    /// When the answer is another one.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// When it holds, the clause's answer is `holds`, whatever the general rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Name within its clause.
    pub id: String,
    /// The rule that says when.
    pub when: String,
    /// The clause's answer then.
    pub holds: bool,
    /// What it says, in words.
    pub text: Text,
    /// The law that it rests on, where it is another one.
    #[serde(default)]
    pub basis: Option<LegalSource>,
}

/// Clauses that must all hold, and what is then due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruleset {
    /// All must hold.
    pub clauses: Vec<Clause>,
    /// Formula of the benefit or fee.
    #[serde(default)]
    pub amount: Option<String>,
}

/// A ruleset ready to run, over one person or a million.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub(crate) plan: Arc<Plan>,
    pub(crate) clauses: Arc<Vec<CompiledClause>>,
    pub(crate) amount: Arc<Option<(String, Outline)>>,
    pub(crate) types: Arc<BTreeMap<String, Type>>,
    pub(crate) parameters: Arc<Parameters>,
    pub(crate) uses: Arc<Uses>,
    parameters_read: Arc<BTreeSet<String>>,
    findings: Arc<Vec<Finding>>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledClause {
    pub source: Clause,
    pub rule: Outline,
    pub exceptions: Vec<Outline>,
}

/// A clause whose rules are checked.
pub(crate) struct CheckedClause<'a> {
    pub source: &'a Clause,
    pub rule: Typed,
    pub exceptions: Vec<Typed>,
}

impl Ruleset {
    /// Reads, checks and compiles all rules.
    ///
    /// # Errors
    /// Every fault of every rule, each with the clause it is in.
    pub fn compile(&self, env: &Env) -> Result<Compiled, Vec<RuleError>> {
        let mut errors = self.doubled_names();
        let mut clauses = Vec::new();
        for clause in &self.clauses {
            match checked(clause, env) {
                Ok(checked) => clauses.push(checked),
                Err(mut found) => errors.append(&mut found),
            }
        }
        let amount = match self.amount.as_deref().map(|amount| one(amount, env, check)) {
            Some(Err(found)) => {
                errors.extend(found.into_iter().map(|error| error.within("amount")));
                None
            }
            Some(Ok(typed)) => Some(typed),
            None => None,
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let compiled = self.lowered(&clauses, amount.as_ref(), env);
        let (faults, findings) = findings::find(&clauses, amount.as_ref(), &compiled);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Compiled { findings: Arc::new(findings), ..compiled })
    }

    fn doubled_names(&self) -> Vec<RuleError> {
        let mut seen = BTreeSet::new();
        let doubled = self.clauses.iter().filter(|clause| !seen.insert(&clause.id));
        let error = |clause: &Clause| {
            let id = &clause.id;
            let what = Text::new(format!("两条条件都叫“{id}”"), format!("two clauses named {id}"));
            let mend = Text::new("换一个名字", "choose another name");
            RuleError::new("R120", Span::default(), what, mend).within(id)
        };
        doubled.map(error).collect()
    }

    fn lowered(
        &self,
        clauses: &[CheckedClause<'_>],
        amount: Option<&Typed>,
        env: &Env,
    ) -> Compiled {
        let mut builder = Builder::new();
        let mut lower = |clause: &CheckedClause<'_>| CompiledClause {
            source: clause.source.clone(),
            rule: builder.lower(&clause.rule),
            exceptions: clause.exceptions.iter().map(|typed| builder.lower(typed)).collect(),
        };
        let compiled: Vec<CompiledClause> = clauses.iter().map(&mut lower).collect();
        let conditions = clauses
            .iter()
            .flat_map(|clause| std::iter::once(&clause.rule).chain(&clause.exceptions));
        let all: Vec<&Typed> = conditions.chain(amount).collect();
        let amount =
            amount.map(|typed| (self.amount.clone().unwrap_or_default(), builder.lower(typed)));
        let mut roots: Vec<usize> = Vec::new();
        for clause in &compiled {
            roots.push(clause.rule.step);
            roots.extend(clause.exceptions.iter().map(|exception| exception.step));
        }
        let conditions_end = roots.len();
        roots.extend(amount.iter().map(|(_, outline)| outline.step));
        let plan = builder.finish(&roots);
        let types = all.iter().flat_map(|typed| typed.facts_read()).filter_map(|name| {
            let ty = env.facts.get(&name)?.clone();
            Some((name, ty))
        });
        Compiled {
            uses: Arc::new(Uses::of(&plan, &roots[..conditions_end])),
            types: Arc::new(types.collect()),
            parameters: Arc::clone(&env.parameters),
            parameters_read: Arc::new(
                all.iter().flat_map(|typed| typed.parameters_read()).collect(),
            ),
            findings: Arc::default(),
            plan: Arc::new(plan),
            clauses: Arc::new(compiled),
            amount: Arc::new(amount),
        }
    }
}

impl Compiled {
    /// The facts that the rules read, with their declared types.
    #[must_use]
    pub fn facts_read(&self) -> &BTreeMap<String, Type> {
        &self.types
    }

    /// The parameters that the rules read.
    #[must_use]
    pub fn parameters_read(&self) -> &BTreeSet<String> {
        &self.parameters_read
    }

    /// What is odd about the rules, though they can run.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Type and unit of the amount, if there is one.
    #[must_use]
    pub fn amount_type(&self) -> Option<&Type> {
        self.amount.as_ref().as_ref().map(|(_, outline)| &outline.ty)
    }

    /// The same plan with other parameters laid over: a reform, or another year's draft.
    #[must_use]
    pub fn reformed(&self, over: &Parameters) -> Self {
        Self { parameters: Arc::new(self.parameters.overlay(over)), ..self.clone() }
    }
}

fn checked<'a>(clause: &'a Clause, env: &Env) -> Result<CheckedClause<'a>, Vec<RuleError>> {
    let mut errors = Vec::new();
    let mut read = |rule: &str, place: String| match one(rule, env, check_condition) {
        Ok(typed) => Some(typed),
        Err(found) => {
            errors.extend(found.into_iter().map(|error| error.within(&place)));
            None
        }
    };
    let rule = read(&clause.rule, clause.id.clone());
    let exceptions: Vec<Option<Typed>> = clause
        .exceptions
        .iter()
        .map(|exception| read(&exception.when, format!("{}/{}", clause.id, exception.id)))
        .collect();
    match (rule, exceptions.into_iter().collect()) {
        (Some(rule), Some(exceptions)) => Ok(CheckedClause { source: clause, rule, exceptions }),
        _ => Err(errors),
    }
}

type Check = fn(&crate::syntax::Expr, &Env) -> Result<Typed, Vec<RuleError>>;

fn one(rule: &str, env: &Env, check: Check) -> Result<Typed, Vec<RuleError>> {
    check(&parse(rule)?, env)
}
