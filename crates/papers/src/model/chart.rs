use serde::{Deserialize, Deserializer, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    #[default]
    Bars,
    /// Bars of several series on top of each other.
    Stacked,
    Lines,
}

/// Drawn from numbers by every renderer, as vectors: Word's own chart in Word.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// «%», «экз.»: beside the axis.
    pub unit: String,
    pub categories: Vec<String>,
    pub series: Vec<Series>,
    pub caption: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Series {
    pub name: String,
    /// As many as categories; a value that is absent leaves a gap. Digits in a string are taken too (templates make them).
    #[serde(deserialize_with = "values")]
    pub values: Vec<Option<f64>>,
}

fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Option<f64>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Text(String),
        Absent,
    }
    let parse = |written| match written {
        Written::Number(value) => Ok(Some(value).filter(|value: &f64| value.is_finite())),
        Written::Absent => Ok(None),
        Written::Text(text) if text.trim().is_empty() => Ok(None),
        Written::Text(text) => {
            let plain: String = text.replace(',', ".").replace('−', "-").split_whitespace().collect();
            match plain.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(Some(value)),
                _ => Err(serde::de::Error::custom(format!("«{text}» – не число"))),
            }
        }
    };
    Vec::<Written>::deserialize(deserializer)?.into_iter().map(parse).collect()
}

impl Chart {
    /// What the chart says, in words: for those who do not see it.
    pub fn description(&self) -> String {
        let mut text =
            if self.title.is_empty() { "Диаграмма".to_owned() } else { self.title.clone() };
        for series in &self.series {
            let pairs: Vec<String> = self
                .categories
                .iter()
                .zip(&series.values)
                .filter_map(|(category, value)| value.map(|value| format!("{category} – {}", number(value))))
                .collect();
            let name = if series.name.is_empty() { String::new() } else { format!("{}: ", series.name) };
            text.push_str(&format!(". {name}{}", pairs.join(", ")));
        }
        if self.unit.is_empty() { text } else { format!("{text} ({})", self.unit) }
    }
}

/// At most two digits after a decimal comma, without empty ones.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",").replace('-', "−")
}
