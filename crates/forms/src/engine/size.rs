//! A sheet that is larger than may be, told to the respondent: which number to make less.

use super::check::{Finding, finding};
use super::depends::places_read;
use super::model::PlaceId;
use super::recalculate::Excess;
use super::session::Session;
use super::tree::{MAX_INSTANCES, MAX_NODES, NodeId};
use crate::xform::references::References;

/// A count is a question, or is computed from one, seldom through more formulas than this.
const MAX_WAY: usize = 100;

impl Session {
    /// What has not been made or computed because there is too much of it; one number, one finding.
    pub(super) fn too_much(&self, references: &References<'_>) -> Vec<Finding> {
        let of_excess =
            self.excess.iter().map(|(repeat, excess)| self.told_of_excess(*repeat, *excess, references));
        let mut found: Vec<Finding> = Vec::new();
        for finding in of_excess.chain(self.stopped_at.map(|place| self.told_of_steps(place, references))) {
            if found.iter().all(|known| known.path != finding.path) {
                found.push(finding);
            }
        }
        found
    }

    fn told_of_excess(&self, repeat: PlaceId, excess: Excess, references: &References<'_>) -> Finding {
        let title = self.title(repeat, excess.above, references);
        let what = if excess.is_of_the_whole {
            format!("С записями «{title}» в анкете больше {MAX_NODES} полей: лишних записей нет.")
        } else {
            format!("Записей «{title}» больше {MAX_INSTANCES}: лишних нет.")
        };
        self.told(&what, Some((repeat, excess.above)), repeat, references)
    }

    fn told_of_steps(&self, place: PlaceId, references: &References<'_>) -> Finding {
        let what = "Вычислений в анкете больше, чем программа выполняет за один раз: ответ сохранён, но не всё \
                    пересчитано.";
        let above = std::iter::successors(Some(place), |id| self.model.places[*id].parent)
            .find(|id| self.model.places[*id].is_repeat);
        let parent = above.and_then(|repeat| {
            let node = self.tree.nodes_of(&self.model, repeat).first().copied()?;
            self.tree.node(node).parent
        });
        self.told(what, above.zip(parent), place, references)
    }

    /// At the question that counts the records, where there is one; else where the records are.
    fn told(
        &self,
        what: &str,
        counted: Option<(PlaceId, NodeId)>,
        place: PlaceId,
        references: &References<'_>,
    ) -> Finding {
        if let Some((repeat, above)) = counted {
            if let Some(question) = self.counting_question(repeat, above) {
                let asked = self.tree.node(question).place;
                let title = self.title(asked, question, references);
                let message = format!("{what} Уменьшите число в вопросе «{title}».");
                let name = self.model.places[asked].name.clone();
                return finding(self.tree.path(&self.model, question), name, "size", message);
            }
            if self.model.places[repeat].formulas.count.is_none() {
                let title = self.title(repeat, above, references);
                let message = format!("{what} Удалите часть записей «{title}».");
                let name = self.model.places[repeat].name.clone();
                return finding(self.model.path(repeat), name, "size", message);
            }
        }
        let message = format!("{what} Так составлена анкета: сообщите её автору.");
        finding(self.model.path(place), self.model.places[place].name.clone(), "size", message)
    }

    /// The question from whose answer the number of instances comes.
    fn counting_question(&self, repeat: PlaceId, above: NodeId) -> Option<NodeId> {
        let model = &*self.model;
        let formula = model.places[repeat].formulas.count.as_ref()?;
        let mut waiting = places_read(model, model.places[repeat].parent.unwrap_or(0), formula);
        for index in 0..MAX_WAY {
            let place = *waiting.get(index)?;
            let definition = &model.places[place];
            if let Some(formula) = &definition.formulas.calculate {
                let more = places_read(model, place, formula);
                waiting.extend(more);
            } else if !model.form.element(definition.element).control_tag.is_empty() {
                return self.targets(above, place).first().copied();
            }
        }
        None
    }

    fn title(&self, place: PlaceId, node: NodeId, references: &References<'_>) -> String {
        let definition = &self.model.places[place];
        let label = self.model.form.element(definition.element).label.as_ref();
        let label = label.map(|label| self.rendered(label, node, references));
        label.filter(|label| !label.trim().is_empty()).unwrap_or_else(|| definition.name.clone())
    }
}
