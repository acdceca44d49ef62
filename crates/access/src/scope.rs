//! Who may what: the access matrix of the domain study (§1) as one function, and the scope that lookups take.
//!
//! The rule of the house: no lookup without a [`Scope`], and a [`Scope`] comes only from [`crate::Actor::scope`].
//! A thing outside the scope is not found (404), exactly as if it did not exist.

use crate::Role;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Organisations of the network, their public fields.
    OrganisationCard,
    /// A list of organisations being read from a file: the desk of its author's organisation.
    RegistryDraft,
    /// Statuses of school libraries, changed by directives.
    LibraryStatus,
    /// A person's card: post, contacts, record.
    PersonCard,
    /// The restricted block of a card: insurance number, day of birth, diploma. Besides those named here, the person
    /// themself opens it (`people::store::Reader`).
    RestrictedFields,
    /// Documents: published ones, and those that a body issued itself.
    Document,
    /// Papers before their registration: the desk of the organisation that prepares them. Who is asked to agree sees the one
    /// paper by their account (`drafting::Reader`).
    Draft,
    /// An office's own Word templates.
    OfficeTemplate,
    /// Letters sent to organisations: the sender's and the addressee's sides.
    Mailing,
    /// The plan with the course of its execution.
    RoadmapExecution,
    /// Texts that live in editions: the Concept, methodical documents. Approved ones are open to everybody.
    Edition,
    /// What is said about an edition while the network is asked.
    EditionComment,
    /// What schools told of their equipment, and the prices by which it is counted.
    Equipment,
    /// The documents that a school's library centre must have; to approve is to keep their templates and to prove by them.
    DocumentKit,
    /// A plan being read from a file: its author's desk, nobody else's.
    PlanDraft,
    /// Questionnaires, their versions and the polls that ask them: the desk of whoever asks.
    Questionnaire,
    /// Answers of one's own organisation to what it is asked. What a person is asked is the account's own.
    QuestionnaireAnswer,
    /// Who holds which role at the organisations below ([`crate::curation`]).
    Memberships,
    /// Settings, tokens of programs, the journal.
    Administration,
}

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    Read,
    Write,
    /// Accepting or refusing what others recorded, publishing.
    Approve,
}

/// How far a deed reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    Nothing,
    /// What is open to everybody without an account.
    Published,
    /// What is published, and what belongs to one's own organisation (its measures, its documents, its people).
    Own,
    /// The same for every organisation of one's own municipality.
    Municipality,
    Everything,
}

/// The access matrix. `None`: nobody has signed in, or the membership is not active.
pub fn reach(role: Option<Role>, subject: Subject, deed: Deed) -> Reach {
    use Deed::{Approve, Read, Write};
    use Reach::{Everything, Municipality, Nothing, Own, Published};
    use Subject::{
        Administration, Document, DocumentKit, Draft, Edition, EditionComment, Equipment, LibraryStatus,
        Mailing, Memberships, OfficeTemplate, OrganisationCard, PersonCard, PlanDraft, Questionnaire,
        QuestionnaireAnswer, RegistryDraft, RestrictedFields, RoadmapExecution,
    };

    let Some(role) = role else {
        return match (subject, deed) {
            (OrganisationCard | LibraryStatus, Read) => Everything,
            (Document | Edition | RoadmapExecution, Read) => Published,
            // What people themselves agreed to show to everybody.
            (PersonCard, Read) => Published,
            _ => Nothing,
        };
    };
    match (subject, deed, role) {
        (OrganisationCard, Read, _) => Everything,
        (OrganisationCard, Write, Role::Institute | Role::Administrator) => Everything,
        (OrganisationCard, Write | Approve, Role::Municipality) => Municipality,
        (OrganisationCard, Write, Role::School | Role::MunicipalCentre) => Own,

        (RegistryDraft, _, Role::Institute | Role::Administrator) => Own,
        // Whoever may register the directive changes what it says.
        (LibraryStatus, Read, _) => Everything,
        (LibraryStatus, Write, Role::Ministry | Role::Institute) => Everything,

        (PersonCard, Read | Write, Role::Institute | Role::Administrator) => Everything,
        (PersonCard, Read, Role::Partner | Role::Expert) => Published,
        (PersonCard, _, Role::Partner | Role::Expert) => Nothing,
        (PersonCard, Read | Write, _) => Own,

        // The institute issues certificates and corrects the block; an administrator answers people who ask for their data.
        // Nobody else, the ministry neither.
        (RestrictedFields, Read, Role::Institute | Role::Administrator) => Everything,
        (RestrictedFields, Write, Role::Institute) => Everything,

        (Document, Read, Role::Ministry | Role::Institute | Role::Administrator) => Everything,
        (Document, Read, _) => Own,
        (Document, Write | Approve, Role::Ministry) => Everything,
        // The institute leads the plan and registers its papers, whoever signed them; the register names both the issuer
        // and the recorder. The regional centre registers its own: what the ministry issued, the ministry registers.
        (Document, Write, Role::Institute) => Everything,
        (Document, Write, Role::RegionalCentre) => Own,

        // Whoever registers papers prepares them, each organisation at its own desk.
        (Draft | OfficeTemplate, Read | Write, Role::Ministry | Role::Institute | Role::RegionalCentre) => {
            Own
        }

        (Mailing, Write, Role::Ministry | Role::Institute | Role::RegionalCentre) => Own,
        // Reads what was sent to the own organisation, confirms and answers for it. An expert speaks for nobody but themself.
        (Mailing, _, Role::Administrator | Role::Expert) | (Mailing, Write, _) => Nothing,
        (Mailing, Read | Approve, _) => Own,

        (
            RoadmapExecution,
            Read,
            Role::Administrator
            | Role::Ministry
            | Role::Institute
            | Role::RegionalCentre
            | Role::Municipality
            | Role::MunicipalCentre,
        ) => Everything,
        (RoadmapExecution, Read, _) => Published,
        (RoadmapExecution, Write, Role::Institute | Role::Ministry) => Everything,
        (RoadmapExecution, Write, Role::RegionalCentre) => Own,
        // Who accepts which evidence (never one's own) is decided in `roadmap::rules`.
        (RoadmapExecution, Approve, Role::Ministry | Role::Institute) => Everything,

        (Edition, Read | Write, Role::Ministry | Role::Institute | Role::RegionalCentre) => Everything,
        (Edition, Read, Role::Administrator) => Everything,
        (Edition, Read, _) => Published,
        (Edition, Approve, Role::Ministry) => Everything,
        // The working group reads and decides; everybody else speaks, and reads what their own organisation said.
        (EditionComment, _, Role::Ministry | Role::Institute | Role::RegionalCentre) => Everything,
        (EditionComment, Read, Role::Administrator) => Everything,
        (EditionComment, Read | Write, _) => Own,

        (Equipment, Read, Role::Ministry | Role::Institute | Role::RegionalCentre) => Everything,
        (Equipment, Write, Role::Ministry | Role::Institute) => Everything,
        (Equipment, Read, Role::Municipality) => Municipality,
        (Equipment, Read | Write, Role::School | Role::MunicipalCentre) => Own,

        (DocumentKit, Read, Role::Ministry | Role::Institute | Role::RegionalCentre) => Everything,
        (DocumentKit, Approve, Role::Ministry | Role::Institute) => Everything,
        (DocumentKit, Read, Role::Municipality | Role::MunicipalCentre) => Municipality,
        (DocumentKit, Read, Role::School) => Own,
        (DocumentKit, Write, Role::School | Role::MunicipalCentre) => Own,

        (PlanDraft, _, Role::Institute | Role::Ministry) => Own,

        (Questionnaire, _, Role::Institute | Role::Ministry) => Everything,
        (Questionnaire, _, Role::RegionalCentre) => Own,
        // An expert is a guest at the organisation, an administrator keeps the machine: neither answers for it.
        (QuestionnaireAnswer, _, Role::Expert | Role::Administrator) => Nothing,
        (QuestionnaireAnswer, Read | Write, _) => Own,

        (Memberships, _, Role::Institute | Role::Administrator) => Everything,
        (Memberships, _, Role::Municipality) => Municipality,

        (Administration, _, Role::Administrator) => Everything,
        _ => Nothing,
    }
}

/// What a lookup may see. Passed to every function of a `store.rs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    reach: Reach,
    org_id: Option<String>,
    org_code: Option<String>,
    municipality_id: Option<String>,
}

impl Scope {
    pub(crate) fn new(reach: Reach, place: Option<&crate::Membership>) -> Self {
        Self {
            reach,
            org_id: place.map(|membership| membership.org_id.clone()),
            org_code: place.map(|membership| membership.org_code.clone()),
            municipality_id: place.and_then(|membership| membership.municipality_id.clone()),
        }
    }

    /// The program itself: imports, jobs, the command line of whoever holds the machine. Never made from a request.
    pub fn of_the_program() -> Self {
        Self { reach: Reach::Everything, org_id: None, org_code: None, municipality_id: None }
    }

    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The organisation whose things are one's own; empty where there is none, so that it matches no id.
    pub fn org_id(&self) -> &str {
        self.org_id.as_deref().unwrap_or_default()
    }

    /// Code of one's own organisation in the region pack.
    pub fn org_code(&self) -> &str {
        self.org_code.as_deref().unwrap_or_default()
    }

    pub fn municipality_id(&self) -> &str {
        self.municipality_id.as_deref().unwrap_or_default()
    }

    /// Whether a thing of this organisation is inside. For things that have been read already;
    /// lists put the same condition into SQL.
    pub fn covers(&self, org_id: &str, municipality_id: Option<&str>) -> bool {
        match self.reach {
            Reach::Everything => true,
            Reach::Municipality => {
                org_id == self.org_id()
                    || municipality_id.is_some_and(|id| !id.is_empty() && id == self.municipality_id())
            }
            Reach::Own => !org_id.is_empty() && org_id == self.org_id(),
            Reach::Published | Reach::Nothing => false,
        }
    }

    /// For SQL: `everything`, `municipality`, `own`, `published` or `nothing`, to compare with in a `where`.
    pub fn reach_code(&self) -> &'static str {
        match self.reach {
            Reach::Nothing => "nothing",
            Reach::Published => "published",
            Reach::Own => "own",
            Reach::Municipality => "municipality",
            Reach::Everything => "everything",
        }
    }
}
