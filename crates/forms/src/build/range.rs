//! Questions with a scale.

use super::Builder;
use super::draft::Draft;

/// A decimal number exactly: digits after the point are counted, not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Exact(i128);

const PLACES: usize = 12;

impl Exact {
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        if let Some((mantissa, power)) = digits.split_once(['e', 'E']) {
            let power: i32 = power.parse().ok().filter(|power: &i32| power.abs() <= 12)?;
            let mantissa = Self::parse(mantissa)?;
            let scale = 10_i128.checked_pow(power.unsigned_abs())?;
            let value = if power < 0 { mantissa.0 / scale } else { mantissa.0.checked_mul(scale)? };
            return Some(Self(sign * value));
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || whole.len() > 18 || fraction.len() > PLACES {
            return None;
        }
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let padded = format!("{whole}{fraction:0<PLACES$}");
        padded.parse::<i128>().ok().map(|value| Self(sign * value))
    }

    fn is_whole(self) -> bool {
        self.0 % 10_i128.pow(12) == 0
    }

    fn is_step_of(self, step: Self) -> bool {
        step.0 != 0 && self.0 % step.0 == 0
    }

    fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Builder<'_> {
    pub(super) fn range(&mut self, mut draft: Draft) -> Draft {
        let row = draft.row;
        self.accept_only(&draft, &["end", "placeholder", "start", "step", "tick_interval", "tick_labelset"]);
        let appearance = draft.appearance().unwrap_or_default().to_owned();
        let has_ticks = ["tick_interval", "placeholder", "tick_labelset"]
            .iter()
            .any(|key| draft.parameters.contains_key(*key));
        if has_ticks
            && !appearance.is_empty()
            && !appearance.contains("vertical")
            && !appearance.contains("no-ticks")
        {
            self.bad_parameter(
                row,
                "tick_interval, placeholder, tick_labelset",
                "оформление vertical, no-ticks или пустое",
            );
        }
        for (key, value) in [("start", "1"), ("end", "10"), ("step", "1")] {
            draft.parameters.entry(key.to_owned()).or_insert_with(|| value.to_owned());
        }
        let mut number = |key: &str| {
            let text = draft.parameters.get(key)?.clone();
            let parsed = Exact::parse(&text);
            if parsed.is_none() {
                self.bad_parameter(row, key, "число");
            }
            parsed
        };
        let (start, end, step) = (number("start"), number("end"), number("step"));
        let (tick, placeholder) = (number("tick_interval"), number("placeholder"));
        let (Some(start), Some(end), Some(step)) = (start, end, step) else { return draft };
        let width = Exact((end.0 - start.0).abs());
        for (name, value) in [("step", Some(step)), ("tick_interval", tick)] {
            let Some(value) = value else { continue };
            if value.0 == 0 || value > width {
                self.bad_parameter(row, name, "не ноль и не больше расстояния между start и end");
            }
        }
        if let Some(tick) = tick {
            if !tick.is_step_of(step) {
                self.bad_parameter(row, "tick_interval", "кратно step");
            }
            rename(&mut draft, "tick_interval", "odk:tick-interval");
        }
        let (low, high) = (start.min(end), start.max(end));
        if let Some(placeholder) = placeholder {
            if !placeholder.minus(start).is_step_of(step) || placeholder < low || placeholder > high {
                self.bad_parameter(row, "placeholder", "шаг шкалы между start и end");
            }
            rename(&mut draft, "placeholder", "odk:placeholder");
        }
        if let Some(list) = draft.parameters.shift_remove("tick_labelset") {
            self.check_tick_labels(&draft, &list, &appearance, (start, end), tick.unwrap_or(step));
            draft.itemset = Some(list);
        }
        if [Some(start), Some(end), Some(step), tick, placeholder]
            .into_iter()
            .flatten()
            .any(|value| !value.is_whole())
        {
            draft = draft.with("bind", "type", "decimal");
        }
        for (key, value) in draft.parameters.clone() {
            draft = draft.with("control", &key, value);
        }
        draft
    }

    fn check_tick_labels(
        &mut self,
        draft: &Draft,
        list: &str,
        appearance: &str,
        (start, end): (Exact, Exact),
        step: Exact,
    ) {
        let Some(choices) = self.lists.get(list) else {
            self.bad_parameter(draft.row, "tick_labelset", "имя списка с листа choices");
            return;
        };
        let values: Vec<Option<Exact>> =
            choices.choices.iter().map(|choice| Exact::parse(&choice.name)).collect();
        let mut labelled = Vec::new();
        for value in values {
            let fits = value.is_some_and(|value| {
                value >= start.min(end) && value <= start.max(end) && value.minus(start).is_step_of(step)
            });
            if !fits {
                self.bad_parameter(
                    draft.row,
                    "tick_labelset",
                    "список из чисел, которые стоят на делениях шкалы",
                );
                return;
            }
            labelled.extend(value.filter(|value| !labelled.contains(value)));
        }
        let are_ends = labelled.len() == 2 && labelled.contains(&start) && labelled.contains(&end);
        if appearance.contains("no-ticks") && !are_ends {
            self.bad_parameter(draft.row, "tick_labelset", "при no-ticks — подписи только у start и end");
        }
    }
}

fn rename(draft: &mut Draft, from: &str, to: &str) {
    if let Some(value) = draft.parameters.shift_remove(from) {
        draft.parameters.insert(to.to_owned(), value);
    }
}
