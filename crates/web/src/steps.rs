//! A step of something that takes several, as the timeline shows it.

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Finished.
    Done,
    /// Being worked on.
    Now,
    /// Waiting for something outside; the clock stands still.
    Stopped,
    /// Not begun.
    Waiting,
}

impl StepState {
    /// The word used in classes and drawings.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Stopped => "stopped",
            Self::Waiting => "waiting",
        }
    }

    /// Key of the word that a screen reader says.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Done => "web.show.step-done",
            Self::Now => "web.show.step-now",
            Self::Stopped => "web.show.step-stopped",
            Self::Waiting => "web.show.step-waiting",
        }
    }

    /// Whether this is where things stand.
    #[must_use]
    pub fn is_now(&self) -> bool {
        matches!(self, Self::Now | Self::Stopped)
    }
}

/// One step of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done in it.
    pub name: String,
    /// When it was or will be, in words; may be empty.
    pub when: String,
    /// Who has it; may be empty.
    pub who: String,
    /// How far it is.
    pub state: StepState,
}

impl Step {
    /// A step with its state; when and who follow.
    pub fn new(name: impl Into<String>, state: StepState) -> Self {
        Self { name: name.into(), when: String::new(), who: String::new(), state }
    }

    /// The same step with its time in words.
    #[must_use]
    pub fn when(mut self, when: impl Into<String>) -> Self {
        self.when = when.into();
        self
    }

    /// The same step with who has it.
    #[must_use]
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = who.into();
        self
    }
}
