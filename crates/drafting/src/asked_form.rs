//! Questionnaires that a letter may ask to fill in. Their room stands beside this one, so `app` hands its two answers over.

use std::collections::HashMap;

use access::{House, PageResult, Visitor};
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use network::rules::Roll;

/// A questionnaire that the visitor may ask for in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedForm {
    pub id: String,
    pub title: String,
    pub last_day: Option<Date>,
}

/// What has come of a questionnaire from one of those whom it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAnswer {
    pub form_id: String,
    pub org_id: String,
    pub municipality_id: Option<String>,
    pub is_sent: bool,
    /// Whether the questionnaire is still taken.
    pub is_open: bool,
    /// Where its respondent fills it in.
    pub href: String,
}

/// What the room of questionnaires knows.
#[derive(Clone, Copy)]
pub struct Forms {
    /// Where who asks looks after a questionnaire: this, then its id.
    pub page: &'static str,
    /// Open questionnaires of the visitor's own.
    pub offered: for<'a> fn(&'a House, &'a Visitor) -> BoxFuture<'a, PageResult<Vec<OfferedForm>>>,
    /// Everybody whom these questionnaires ask, with what has come from them: one statement for all.
    pub answers: for<'a> fn(&'a House, &'a [String]) -> BoxFuture<'a, PageResult<Vec<FormAnswer>>>,
}

/// How an addressee stands with the questionnaire of a letter: with its own sheet, or, being a municipal body that is not
/// asked itself, with those of its municipality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub asked: usize,
    pub sent: usize,
    /// Whether what is missing may still come.
    pub is_open: bool,
    /// Its own sheet.
    pub href: Option<String>,
}

impl Standing {
    /// Whether everything that was asked has come; of whom nothing is asked nothing can come.
    pub fn is_complete(&self) -> bool {
        self.asked > 0 && self.sent == self.asked
    }

    /// Whether a letter waits for it: the receipt apart, which everybody confirms.
    pub fn is_awaited(&self) -> bool {
        self.is_open && self.asked > self.sent
    }

    pub fn words(&self) -> String {
        match (self.asked, self.sent) {
            (0, _) => "анкета не для этой организации".to_owned(),
            (1, 0) if self.href.is_some() => "анкета ещё не отправлена".to_owned(),
            (1, 1) if self.href.is_some() => "анкета отправлена".to_owned(),
            (asked, sent) => format!("в муниципалитете отправили {sent} из {asked}"),
        }
    }
}

/// The standings of all addressees of some letters, read once.
#[derive(Default)]
pub(crate) struct Standings {
    answers: HashMap<String, Vec<FormAnswer>>,
    municipality_of: HashMap<String, String>,
}

impl Standings {
    /// Nothing is read where no letter asks for a questionnaire.
    pub async fn read(
        forms: &Forms,
        house: &House,
        form_ids: impl Iterator<Item = Option<&str>>,
    ) -> PageResult<Self> {
        let form_ids: Vec<String> = form_ids.flatten().map(str::to_owned).collect();
        if form_ids.is_empty() {
            return Ok(Self::default());
        }
        let mut answers: HashMap<String, Vec<FormAnswer>> = HashMap::new();
        for answer in (forms.answers)(house, &form_ids).await? {
            answers.entry(answer.form_id.clone()).or_default().push(answer);
        }
        let roll = network::store::roll(&house.db).await?;
        Ok(Self { answers, municipality_of: overseers(&roll) })
    }

    /// Of an organisation with the questionnaire of a letter; `None`: the letter asks for none.
    pub fn of(&self, form_id: Option<&str>, org_id: &str) -> Option<Standing> {
        let form_id = form_id?;
        let answers = self.answers.get(form_id).map_or(&[][..], Vec::as_slice);
        if let Some(own) = answers.iter().find(|answer| answer.org_id == org_id) {
            return Some(Standing {
                asked: 1,
                sent: usize::from(own.is_sent),
                is_open: own.is_open,
                href: Some(own.href.clone()),
            });
        }
        let Some(municipality) = self.municipality_of.get(org_id) else { return Some(Standing::default()) };
        let here = || answers.iter().filter(|one| one.municipality_id.as_ref() == Some(municipality));
        Some(Standing {
            asked: here().count(),
            sent: here().filter(|one| one.is_sent).count(),
            is_open: here().any(|one| one.is_open),
            href: None,
        })
    }
}

/// Bodies that answer for what others of their municipality send, with the municipality.
fn overseers(roll: &Roll) -> HashMap<String, String> {
    use region::OrganisationKind::{MunicipalAuthority, MunicipalCentre};
    let overseeing =
        roll.organisations().iter().filter(|one| matches!(one.kind, MunicipalAuthority | MunicipalCentre));
    overseeing.filter_map(|one| Some((one.id.clone(), one.municipality_id.clone()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(org_id: &str, municipality: &str, is_sent: bool) -> FormAnswer {
        FormAnswer {
            form_id: "poll".into(),
            org_id: org_id.into(),
            municipality_id: Some(municipality.into()),
            is_sent,
            is_open: true,
            href: format!("/questionnaires/answers/{org_id}"),
        }
    }

    #[test]
    fn an_authority_stands_for_its_schools_and_a_school_for_itself() {
        let answers = vec![answer("school-1", "amur", true), answer("school-2", "amur", false)];
        let standings = Standings {
            answers: HashMap::from([("poll".to_owned(), answers)]),
            municipality_of: HashMap::from([
                ("authority".to_owned(), "amur".to_owned()),
                ("far".to_owned(), "far".to_owned()),
            ]),
        };
        let of = |org_id| standings.of(Some("poll"), org_id).expect("a letter that asks");
        assert_eq!(of("school-1").words(), "анкета отправлена");
        assert!(of("school-1").is_complete());
        assert_eq!(of("school-2").words(), "анкета ещё не отправлена");
        assert_eq!(of("authority").words(), "в муниципалитете отправили 1 из 2");
        assert!(of("authority").is_awaited() && of("authority").href.is_none());
        assert!(!of("school-1").is_awaited() && !of("far").is_awaited());
        assert_eq!(of("far").words(), "анкета не для этой организации");
        assert!(!of("partner").is_complete());
        assert_eq!(standings.of(None, "school-1"), None);
    }
}
