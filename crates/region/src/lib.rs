//! The region pack: everything that belongs to one region, as plain files.
//!
//! The program knows no region. Names of municipalities and bodies, the hexagon map, the time zone, the start
//! of the year, document kinds, titles of roles, the roadmap and the demo lie in `regions/<code>/` and come in
//! through [`load`]. This room does no IO: it is given a function that returns the text of a file, so that a
//! pack can be embedded into the program or read from a folder.
//!
//! # Files of a pack
//!
//! | file | what | type |
//! |---|---|---|
//! | `region.yaml` | names, time zone, year, leading bodies | [`Region`] |
//! | `municipalities.yaml` | dated names, ОКТМО, cells of the map | [`Municipality`] |
//! | `organisations.yaml` | bodies, authorities, centres, partners, groups | [`Organisation`] |
//! | `document-kinds.yaml` | kinds of documents and how a plan calls them | [`DocumentKind`] |
//! | `roles.yaml` | titles of the roles | [`RoleTitle`] |
//! | `personal-data.yaml` | the operator, terms of keeping, texts of consents | [`PersonalData`] |
//! | `statuses.yaml` | what the statuses of school libraries are called | [`StatusWords`] |
//! | `roadmap/roadmap-<plan_year>.yaml` | the plan itself | [`plan::Plan`] |
//! | `rules/equipment.yaml` | what a centre must have, by the size of its school | [`EquipmentRules`] |
//! | `kit/kit.yaml` | the case of documents of a school's centre, with templates beside it; may be absent | [`Kit`] |
//! | `demo/kits.yaml` | documents that schools uploaded; may be absent | [`DemoKits`] |
//! | `demo/equipment.yaml` | self-checks of equipment | [`DemoEquipment`] |
//! | `forms/forms.yaml` | questionnaires that the region brings; each is an XLSForm in Markdown beside it | [`ShippedForm`] |
//! | `demo/accounts.yaml` | demo accounts | [`DemoAccount`] |
//! | `demo/schools.yaml` | artificial schools | [`SchoolSet`] |
//! | `demo/statuses.yaml` | by which documents statuses changed, whom centres serve | [`DemoStatuses`] |
//! | `demo/evidence.yaml` | what was done | [`DemoEvidence`] |
//! | `demo/life.yaml` | editions of the plan, refined requirements, discussion | [`Demo`] |
//! | `demo/texts.yaml` | texts in editions, and how they were discussed | [`DemoText`] |
//! | `demo/drafts.yaml` | papers on their way, letters sent; may be absent | [`DemoDrafts`] |
//! | `demo/people.yaml` | cards and consents of the demo's people | [`DemoPerson`] |
//!
//! # Invariants of a loaded pack
//!
//! - codes are unique, and every reference (municipality, organisation, document kind, measure, item, login,
//!   key of evidence) points at something that exists;
//! - names cover every day exactly once; cells of the map are unique and form one piece;
//! - every role has a title and at least one active demo account, held at an organisation of the fitting kind;
//! - evidence is not younger than the demo's today, is decided after it was recorded and by somebody else.
//!
//! What does not hold is reported all at once, in Russian, with file and key: [`PackError`].
//!
//! ```
//! let error = region::load(|_file| None).unwrap_err();
//! assert_eq!(error.problems[0].to_string(), "region.yaml: файла нет в пакете региона");
//! ```
//!
//! How another region makes its pack is told in `regions/README.md`.

mod check;
mod dated;
mod demo;
mod editions;
mod equipment;
mod forms;
mod formula;
mod kit;
mod organisation;
mod personal_data;
mod problem;
mod read;
mod status;
mod territory;
mod vocabulary;

pub use dated::Dated;
pub use demo::{
    Basis, Before, Decision, Demo, DemoAccount, DemoAgreement, DemoAim, DemoAimValue, DemoAnswer,
    DemoComment, DemoConsultation, DemoDraft, DemoDrafts, DemoEdition, DemoEvidence, DemoMailing,
    DemoMailingAct, DemoRegistration, DemoRemark, DemoText, DemoTextComment, MembershipState, NotCarriedOut,
    PlanChange, PlanVersion, Publication, RequirementChange, SchoolCard, SchoolKind, SchoolPlace, SchoolSet,
    TextApproval, TextChange, TextDecision,
};
pub use equipment::{
    DemoCheck, DemoEquipment, DemoPublication, EquipmentException, EquipmentRequirement, EquipmentRules,
    EquipmentZone, RequirementLevel, SizeVariant, rules_on,
};
pub use forms::{DemoPoll, ShippedForm};
pub use formula::Formula;
pub use kit::{DayOfYear, DemoKits, DemoUpload, Kit, KitDocument, Validity, kit_on};
pub use organisation::{Card, Organisation, OrganisationKind, OrganisationName, PackBuilding, PupilCount};
pub use personal_data::{
    ConsentKind, ConsentText, DemoChildConsent, DemoConsent, DemoPerson, Operator, PersonalData,
};
pub use problem::{PackError, Problem};
pub use status::{
    DemoAnnexLine, DemoArea, DemoDirective, DemoStatuses, LibraryStatus, StatusTitle, StatusWords,
};
pub use territory::{
    Bodies, Hex, MAP_LABEL_LENGTH, Municipality, MunicipalityName, OktmoStatus, Point, Region,
};
pub use vocabulary::{DocumentKind, Role, RoleTitle};

use plan::{Item, Measure, Plan};
use problem::Problems;
use read::read;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(crate) const REGION: &str = "region.yaml";
pub(crate) const MUNICIPALITIES: &str = "municipalities.yaml";
pub(crate) const ORGANISATIONS: &str = "organisations.yaml";
pub(crate) const DOCUMENT_KINDS: &str = "document-kinds.yaml";
pub(crate) const ROLES: &str = "roles.yaml";
pub(crate) const PERSONAL_DATA: &str = "personal-data.yaml";
pub(crate) const STATUSES: &str = "statuses.yaml";
pub(crate) const DEMO_STATUSES: &str = "demo/statuses.yaml";
pub(crate) const ACCOUNTS: &str = "demo/accounts.yaml";
pub(crate) const SCHOOLS: &str = "demo/schools.yaml";
pub(crate) const EVIDENCE: &str = "demo/evidence.yaml";
pub(crate) const LIFE: &str = "demo/life.yaml";
pub(crate) const EQUIPMENT: &str = "rules/equipment.yaml";
pub(crate) const DEMO_EQUIPMENT: &str = "demo/equipment.yaml";
pub(crate) const TEXTS: &str = "demo/texts.yaml";
pub(crate) const DRAFTS: &str = "demo/drafts.yaml";
pub(crate) const PEOPLE: &str = "demo/people.yaml";

/// Path of the plan of a year inside a pack.
pub fn roadmap_file(plan_year: i16) -> String {
    format!("roadmap/roadmap-{plan_year}.yaml")
}

/// One region, read and checked.
#[derive(Debug, Clone)]
pub struct RegionPack {
    pub region: Region,
    pub municipalities: Vec<Municipality>,
    /// Bodies, authorities, centres, partners and groups as written, then the artificial schools.
    pub organisations: Vec<Organisation>,
    pub document_kinds: Vec<DocumentKind>,
    pub roles: BTreeMap<Role, RoleTitle>,
    pub personal_data: PersonalData,
    pub statuses: StatusWords,
    /// What a centre must have: versions from the oldest to the newest.
    pub equipment: Vec<EquipmentRules>,
    /// The case of documents: versions from the oldest to the newest; none where a region asks for no such case.
    pub kits: Vec<Kit>,
    /// Texts of the templates of the case by their names: `papers` reads them.
    pub kit_templates: BTreeMap<String, String>,
    /// The plan in its newest edition.
    pub roadmap: Plan,
    /// Questionnaires ready to be published; a region need not bring any.
    pub forms: Vec<ShippedForm>,
    pub demo: Demo,
}

impl RegionPack {
    pub fn municipality(&self, code: &str) -> Option<&Municipality> {
        self.municipalities.iter().find(|municipality| municipality.code == code)
    }

    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|organisation| organisation.code == code)
    }

    pub fn document_kind(&self, code: &str) -> Option<&DocumentKind> {
        self.document_kinds.iter().find(|kind| kind.code == code)
    }

    pub fn account(&self, login: &str) -> Option<&DemoAccount> {
        self.demo.accounts.iter().find(|account| account.login == login)
    }

    pub fn measure(&self, number: &str) -> Option<&Measure> {
        measures(&self.roadmap).find(|measure| measure.number == number)
    }

    pub fn item(&self, measure: &str, number: &str) -> Option<&Item> {
        self.measure(measure)?.items.iter().find(|item| item.number == number)
    }

    /// Every edition of the plan with its text, oldest first; the last text is [`RegionPack::roadmap`].
    pub fn plan_versions(&self) -> Vec<(&PlanVersion, Plan)> {
        editions::restore(&self.roadmap, &self.demo.plan_versions)
    }
}

pub(crate) fn measures(plan: &Plan) -> impl Iterator<Item = &Measure> {
    plan.sections.iter().flat_map(|section| section.measures.iter())
}

/// Reads and checks a pack; `files` returns the text of a file by its path inside the pack.
///
/// # Errors
/// Every fault that was found, with file and key. Files that cannot be read are reported first: the relations
/// between files are checked only when all of them are readable.
pub fn load(files: impl Fn(&str) -> Option<String>) -> Result<RegionPack, PackError> {
    let mut problems = Problems::default();
    let Some(pack) = read_pack(&files, &mut problems) else {
        return Err(problems.into_result().err().unwrap_or(PackError { problems: Vec::new() }));
    };
    check::check(&pack, &mut problems);
    problems.into_result()?;
    Ok(pack)
}

fn read_pack(files: &impl Fn(&str) -> Option<String>, problems: &mut Problems) -> Option<RegionPack> {
    let region: Option<Region> = read(files, REGION, problems);
    let municipalities: Option<MunicipalitiesFile> = read(files, MUNICIPALITIES, problems);
    let organisations: Option<OrganisationsFile> = read(files, ORGANISATIONS, problems);
    let document_kinds: Option<DocumentKindsFile> = read(files, DOCUMENT_KINDS, problems);
    let roles: Option<RolesFile> = read(files, ROLES, problems);
    let personal_data: Option<PersonalData> = read(files, PERSONAL_DATA, problems);
    let statuses: Option<StatusWords> = read(files, STATUSES, problems);
    let demo_statuses: Option<DemoStatuses> = read(files, DEMO_STATUSES, problems);
    let roadmap: Option<Plan> =
        region.as_ref().and_then(|region| read(files, &roadmap_file(region.plan_year), problems));
    let accounts: Option<AccountsFile> = read(files, ACCOUNTS, problems);
    let schools: Option<SchoolSet> = read(files, SCHOOLS, problems);
    let evidence: Option<EvidenceFile> = read(files, EVIDENCE, problems);
    let life: Option<LifeFile> = read(files, LIFE, problems);
    let equipment: Option<EquipmentFile> = read(files, EQUIPMENT, problems);
    let demo_equipment: Option<DemoEquipment> = read(files, DEMO_EQUIPMENT, problems);
    let texts: Option<TextsFile> = read(files, TEXTS, problems);
    let people: Option<PeopleFile> = read(files, PEOPLE, problems);
    // A region may show a demo without papers on their way.
    let drafts: Option<DemoDrafts> =
        if files(DRAFTS).is_some() { read(files, DRAFTS, problems) } else { Some(DemoDrafts::default()) };

    let kits = kit::read_kits(files, problems);

    let (schools, life, people) = (schools?, life?, people?);
    let mut organisations = organisations?.organisations;
    check::schools(&schools, problems);
    let counted_on = region.as_ref().map(|region| region.demo_today);
    let artificial = schools.expand(&authorities(&organisations), counted_on);
    organisations.extend(artificial);
    Some(RegionPack {
        region: region?,
        municipalities: municipalities?.municipalities,
        organisations,
        document_kinds: document_kinds?.document_kinds,
        roles: roles?.roles,
        personal_data: personal_data?,
        statuses: statuses?,
        equipment: equipment?.versions,
        kits: kits.kits,
        kit_templates: kits.templates,
        roadmap: roadmap?,
        forms: forms::read_forms(files, problems),
        demo: Demo {
            accounts: accounts?.with_password(problems),
            evidence: evidence?.evidence,
            statuses: demo_statuses?,
            comments: life.comments,
            not_carried_out: life.not_carried_out,
            requirement_changes: life.requirement_changes,
            plan_versions: life.plan_versions,
            publication: life.publication,
            texts: texts?.texts,
            equipment: demo_equipment?,
            kits: kits.demo,
            people: people.people,
            child_consents: people.child_consents,
            drafts: drafts?,
        },
    })
}

/// Municipality → code of its authority.
fn authorities(organisations: &[Organisation]) -> BTreeMap<&str, &str> {
    organisations
        .iter()
        .filter(|organisation| organisation.kind == OrganisationKind::MunicipalAuthority)
        .filter_map(|authority| Some((authority.municipality.as_deref()?, authority.code.as_str())))
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MunicipalitiesFile {
    municipalities: Vec<Municipality>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EquipmentFile {
    versions: Vec<EquipmentRules>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextsFile {
    texts: Vec<DemoText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationsFile {
    organisations: Vec<Organisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentKindsFile {
    document_kinds: Vec<DocumentKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesFile {
    roles: BTreeMap<Role, RoleTitle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsFile {
    password: String,
    accounts: Vec<DemoAccount>,
}

impl AccountsFile {
    fn with_password(self, problems: &mut Problems) -> Vec<DemoAccount> {
        check::password(&self.password, problems);
        let with_password = |account| DemoAccount { password: self.password.clone(), ..account };
        self.accounts.into_iter().map(with_password).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    evidence: Vec<DemoEvidence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LifeFile {
    #[serde(default)]
    comments: Vec<DemoComment>,
    #[serde(default)]
    not_carried_out: Vec<NotCarriedOut>,
    #[serde(default)]
    requirement_changes: Vec<RequirementChange>,
    #[serde(default)]
    plan_versions: Vec<PlanVersion>,
    #[serde(default)]
    publication: Option<Publication>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    people: Vec<DemoPerson>,
    #[serde(default)]
    child_consents: Vec<DemoChildConsent>,
}
