//! What the system knows for a paper: out of the plan, the registry and the cards of people.

use access::{House, PageError, Scope};
use jiff::civil::Date;
use network::rules::{Roll, RollOrganisation};
use papers::Kind;
use people::store::{ListedPost, PersonRow};
use plan::{ExecutorRole, Item, Measure, Term};
use region::{LibraryStatus, OrganisationKind};
use roadmap::{Board, measure_title};
use store::Db;

use crate::rules::{
    Known, KnownLibrary, KnownMunicipality, KnownOrganisation, KnownPerson, Part, ReportLine, Task,
    split_name,
};
use crate::writing::Place;

/// Everything for a first draft of an issuer's paper, written by an account's person.
pub(crate) async fn known(
    house: &House,
    place: Option<(&Board, &Place)>,
    (kind, issuer_code): (&Kind, &str),
    account_id: &str,
) -> Result<Known, PageError> {
    let today = house.clock.today();
    let roll = network::store::roll(&house.db).await?;
    let head = head(&house.db, &roll, issuer_code, today).await?;
    let task = place.and_then(|(board, place)| task(house, board, place));
    let mut known = Known {
        today: Some(today),
        issuer: organisation(&roll, issuer_code, today),
        signatory: head.clone(),
        // What an institute issues is approved by its own head; whoever needs another stamp changes it.
        approver: head,
        executor: author(&house.db, &roll, account_id, today).await?,
        task,
        ..Known::default()
    };
    let has = |list: &str| kind.fields.iter().any(|field| field.name == list);
    match kind.code.as_str() {
        "schedule" if has("windows") => known.municipalities = municipalities(&roll, today),
        "directive" if has("organisations") => known.libraries = libraries(house, &roll, &known, today),
        "execution_report" => fill_report(house, &mut known).await?,
        _ => {}
    }
    Ok(known)
}

/// Every municipality with whoever answers for its schools: the head of its body as the registry names them, else the body.
fn municipalities(roll: &Roll, day: Date) -> Vec<KnownMunicipality> {
    let authority_of = |id: &str| {
        roll.named_on(day).find(|(one, _)| {
            one.kind == OrganisationKind::MunicipalAuthority && one.municipality_on(day) == Some(id)
        })
    };
    let responsible = |id: &str| {
        let (one, name) = authority_of(id)?;
        let head = split_name(&one.contacts.head);
        let head = head.map(|(surname, name, patronymic)| ui::ru::initials(&surname, &name, &patronymic));
        Some(head.unwrap_or_else(|| name.short.clone()))
    };
    let all = roll.municipalities_on(day).into_iter();
    all.map(|one| KnownMunicipality {
        name: one.full_name.clone(),
        responsible: responsible(&one.id).unwrap_or_default(),
    })
    .collect()
}

/// Where the measure is about municipal centres, those of today: their list is renewed by the directive. Whom a directive
/// makes a centre for the first time is decided by people, and is not guessed here.
fn libraries(house: &House, roll: &Roll, known: &Known, day: Date) -> Vec<KnownLibrary> {
    let status = LibraryStatus::MunicipalCentre;
    let words = &house.region.statuses;
    let is_about = known.task.as_ref().is_some_and(|task| {
        let title = ui::ru::fold(&task.title);
        let mut named = title.split(|sign: char| !sign.is_alphabetic());
        named.any(|word| word == ui::ru::fold(words.short(status)))
            || title.contains(&ui::ru::fold(words.titles(status)))
    });
    if !is_about {
        return Vec::new();
    }
    let municipalities = roll.municipalities_on(day);
    let term_of = |one: &RollOrganisation| {
        let period = one.statuses.periods().iter().find(|period| period.period.contains(day));
        period.map_or_else(String::new, |period| {
            let (from, to) = (period.period.from.year(), period.period.to.year());
            if to >= 9999 { format!("с\u{a0}{from}") } else { format!("{from}–{to}") }
        })
    };
    roll.named_on(day)
        .filter(|(one, _)| one.status_on(day) == Some(status))
        .map(|(one, name)| KnownLibrary {
            municipality: municipalities
                .iter()
                .find(|place| one.municipality_on(day) == Some(place.id.as_str()))
                .map_or_else(String::new, |place| place.full_name.clone()),
            name: name.full.clone(),
            status: words.short(status).to_owned(),
            term: term_of(one),
        })
        .collect()
}

/// The report as of today: the paper is about the plan, not about the measure from which it was begun.
async fn fill_report(house: &House, known: &mut Known) -> Result<(), PageError> {
    let Some(board) = roadmap::board_of_today(house, &Scope::of_the_program()).await? else { return Ok(()) };
    let report = roadmap::report::report(&board, &house.region, house.clock.today());
    known.report_title.clone_from(&board.version.plan.meta.title);
    let counts: Vec<String> = report
        .summary
        .iter()
        .filter(|line| line.measures > 0)
        .map(|line| format!("{} – {}", line.title.to_lowercase(), line.measures))
        .collect();
    known.report_summary = counts.join(", ");
    known.report = report
        .rows
        .into_iter()
        .map(|row| ReportLine {
            number: row.number,
            name: row.title,
            term: row.term,
            state: row.state_title,
            done: row.finished_on,
            document: row.documents.join("; "),
            result: row.results.join("; "),
            deviation: row.deviation,
        })
        .collect();
    Ok(())
}

fn task(house: &House, board: &Board, place: &Place) -> Option<Task> {
    let measure = board.measure_by_key(&place.measure_key)?;
    let item = place.item_key.as_deref().and_then(|key| board.item_ever(key));
    let term = item.and_then(|item| item.term.as_ref()).unwrap_or(&measure.term);
    let slots = roadmap::rules::slots_of(term, board.year);
    let slot = slots.iter().find(|slot| Some(&slot.key) == place.slot_key.as_ref()).or(slots.first());
    let names = |role: ExecutorRole| {
        measure.executors.iter().filter(move |one| one.role == role).map(|one| match &one.org {
            Some(code) => house.organisation_title(code),
            None => one.text.clone(),
        })
    };
    Some(Task {
        number: item.map_or_else(|| measure.number.clone(), |item| item.number.clone()),
        title: item.map_or_else(|| measure_title(measure), |item| item.title.clone()),
        year_title: board.year_title(),
        year: board.plan.year,
        due: slot.map(|slot| slot.to),
        executors: names(ExecutorRole::Lead).chain(names(ExecutorRole::Co)).collect(),
        results: measure.expected_results.clone(),
        parts: parts(board, measure, item),
    })
}

/// The item for which the paper is prepared, else every item of the measure, else the measure itself.
fn parts(board: &Board, measure: &Measure, item: Option<&Item>) -> Vec<Part> {
    let part = |title: String, term: &Term| {
        let slots = roadmap::rules::slots_of(term, board.year);
        Part {
            title,
            term: roadmap::rules::describe_term(term),
            from: slots.first().map(|slot| slot.from),
            to: slots.last().map(|slot| slot.to),
        }
    };
    let of_item = |item: &Item| part(item.title.clone(), item.term.as_ref().unwrap_or(&measure.term));
    match item {
        Some(item) => vec![of_item(item)],
        None if measure.items.is_empty() => vec![part(measure_title(measure), &measure.term)],
        None => measure.items.iter().map(of_item).collect(),
    }
}

fn organisation(roll: &Roll, code: &str, day: Date) -> KnownOrganisation {
    let Some(found) = roll.find(&Scope::of_the_program(), code, day) else {
        return KnownOrganisation::default();
    };
    let contacts = &found.organisation.contacts;
    let address = found.organisation.buildings_on(day).next().map_or("", |one| one.address.as_str());
    KnownOrganisation {
        name: found.name.full.clone(),
        name_genitive: found.name.genitive.clone(),
        short: found.name.short.clone(),
        founder: founder_code(roll, code, day)
            .and_then(|founder| roll.find(&Scope::of_the_program(), &founder, day))
            .map_or_else(String::new, |founder| founder.name.full.clone()),
        address: address.to_owned(),
        phone: contacts.phone.clone(),
        email: contacts.email.clone(),
        inn: contacts.inn.clone(),
    }
}

/// Whom the organisation answers to on the day.
fn founder_code(roll: &Roll, code: &str, day: Date) -> Option<String> {
    roll.organisation(code)?.seat_on(day)?.parent_id.clone()
}

/// Words by which a post is that of whoever heads an organisation.
const HEADS: [&str; 3] = ["министр", "ректор", "директор"];

/// The head: as the cards of people have them with their post, else by the name of the registry. What is not known is left
/// to be written by hand: a post that was guessed would be printed.
async fn head(db: &Db, roll: &Roll, code: &str, day: Date) -> Result<KnownPerson, store::Error> {
    let Some(found) = roll.find(&Scope::of_the_program(), code, day) else {
        return Ok(KnownPerson::default());
    };
    let one = found.organisation;
    let staff = people::store::people_at(db, &Scope::of_the_program(), &one.id, day).await?;
    // A centre is a part of another organisation: it is led by its «руководитель», and has no director of its own.
    let is_centre = matches!(one.kind, OrganisationKind::RegionalCentre | OrganisationKind::MunicipalCentre);
    let heads = |post: &ListedPost| {
        let title = post.post_title.as_deref().unwrap_or_default().to_lowercase();
        let first = title.split(|sign: char| !sign.is_alphabetic()).next().unwrap_or_default();
        HEADS.contains(&first) || (is_centre && first == "руководитель")
    };
    if let Some(post) = staff.iter().find(|post| heads(post)) {
        return Ok(KnownPerson {
            surname: post.surname.clone(),
            name: post.name.clone(),
            patronymic: post.patronymic.clone(),
            post: post.post_title.clone().unwrap_or_default(),
            phone: String::new(),
        });
    }
    let Some((surname, name, patronymic)) = split_name(&one.contacts.head) else {
        return Ok(KnownPerson::default());
    };
    let post = if one.kind == OrganisationKind::School { "Директор" } else { "" };
    Ok(KnownPerson { surname, name, patronymic, post: post.to_owned(), phone: String::new() })
}

/// Whoever writes the paper: their own name, post and the telephone of their organisation.
async fn author(db: &Db, roll: &Roll, account_id: &str, today: Date) -> Result<KnownPerson, store::Error> {
    let Some(person) = people::person_of_account(db, account_id).await? else {
        return Ok(KnownPerson::default());
    };
    let post = current_post(db, &person, today).await?;
    let phone = post
        .as_ref()
        .and_then(|(_, org_code)| roll.organisation(org_code))
        .map_or_else(String::new, |organisation| organisation.contacts.phone.clone());
    Ok(KnownPerson {
        surname: person.surname,
        name: person.name,
        patronymic: person.patronymic,
        post: post.map_or_else(String::new, |(title, _)| title),
        phone,
    })
}

/// One's own post is one's own to see.
async fn current_post(
    db: &Db,
    person: &PersonRow,
    today: Date,
) -> Result<Option<(String, String)>, store::Error> {
    let posts = people::store::posts_of(db, &Scope::of_the_program(), person).await?;
    let held = posts.into_iter().find(|post| post.term().from <= today && post.term().to >= today);
    Ok(held.map(|post| (post.title, post.org_code)))
}
