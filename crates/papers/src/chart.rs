//! Charts drawn once as SVG: geometry in attributes, text as text. PDF gets colours, pages get classes.

use std::fmt::Write as _;

use crate::model::chart_number as number;
use crate::model::{Chart, ChartKind};

pub(crate) const WIDTH_MM: f64 = 165.0;
pub(crate) const HEIGHT_MM: f64 = 85.0;
/// Dark enough on white for a 3:1 contrast, told apart without hue too.
pub(crate) const COLOURS: [&str; 6] = ["#0B5C8A", "#C2571A", "#5B7F2B", "#7A4E9C", "#9A7B00", "#4A5560"];

/// Points; the drawing keeps its proportions.
const WIDTH: f64 = 468.0;
const HEIGHT: f64 = 241.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 8.0;
const SMALL: f64 = 9.0;

/// Who will look at the drawing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Colours in attributes.
    Print,
    /// Classes, for a page whose style sheet colours them.
    Page,
}

struct Drawing {
    svg: String,
    look: Look,
}

pub(crate) fn svg(chart: &Chart, look: Look) -> String {
    let mut drawing = Drawing { svg: String::new(), look };
    let title_height = if chart.title.is_empty() { 6.0 } else { 24.0 };
    let legend_height = if chart.series.len() > 1 { 20.0 } else { 2.0 };
    let frame = Frame {
        top: title_height + 12.0,
        bottom: HEIGHT - legend_height - 22.0,
        scale: Scale::of(chart),
        count: chart.categories.len().max(1),
    };
    if !chart.title.is_empty() {
        drawing.text(WIDTH / 2.0, 15.0, "middle", 11.0, true, &chart.title);
    }
    if !chart.unit.is_empty() {
        drawing.text(LEFT - 6.0, frame.top - 7.0, "end", SMALL, false, &chart.unit);
    }
    frame.grid(&mut drawing);
    match chart.kind {
        ChartKind::Bars => bars(&mut drawing, &frame, chart),
        ChartKind::Stacked => stacked(&mut drawing, &frame, chart),
        ChartKind::Lines => lines(&mut drawing, &frame, chart),
    }
    categories(&mut drawing, &frame, chart);
    if chart.series.len() > 1 {
        legend(&mut drawing, chart);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">{}</svg>",
        drawing.svg
    )
}

/// The value axis: from a round number to a round number.
struct Scale {
    from: f64,
    to: f64,
    step: f64,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for at in 0..chart.categories.len() {
            let values = chart.series.iter().filter_map(|series| series.values.get(at).copied().flatten());
            if chart.kind == ChartKind::Stacked {
                let (mut up, mut down) = (0.0, 0.0);
                values.for_each(|value| if value > 0.0 { up += value } else { down += value });
                most = most.max(up);
                least = least.min(down);
            } else {
                for value in values {
                    most = most.max(value);
                    least = least.min(value);
                }
            }
        }
        let span = most - least;
        if !span.is_finite() || span <= 0.0 {
            return Self { from: 0.0, to: 1.0, step: 0.5 };
        }
        let rough = span / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|one| one * power >= rough).unwrap_or(10.0) * power;
        Self { from: (least / step).floor() * step, to: (most / step).ceil() * step, step }
    }
}

struct Frame {
    top: f64,
    bottom: f64,
    scale: Scale,
    count: usize,
}

#[expect(clippy::cast_precision_loss, reason = "a chart has a handful of categories and series")]
fn float(n: usize) -> f64 {
    n as f64
}

impl Frame {
    fn y(&self, value: f64) -> f64 {
        let share = (value - self.scale.from) / (self.scale.to - self.scale.from);
        self.bottom - share * (self.bottom - self.top)
    }

    fn slot(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / float(self.count)
    }

    fn middle(&self, at: usize) -> f64 {
        LEFT + self.slot() * (float(at) + 0.5)
    }

    fn grid(&self, drawing: &mut Drawing) {
        // Five steps at most by the choice of the step; the bound holds whatever the numbers.
        for line in 0..=12_u32 {
            let value = self.scale.from + f64::from(line) * self.scale.step;
            if value > self.scale.to + self.scale.step / 2.0 {
                break;
            }
            let y = self.y(value);
            let class = if value == 0.0 { ("axis", "#4A5560") } else { ("grid", "#D0D7DE") };
            drawing.line(LEFT, y, WIDTH - RIGHT, y, class);
            drawing.text(LEFT - 6.0, y + 3.0, "end", SMALL, false, &number(value));
        }
    }
}

impl Drawing {
    /// `class` for pages, the colour for print.
    fn paint(&self, attribute: &str, (class, colour): (&str, &str)) -> String {
        match self.look {
            Look::Print => format!("{attribute}=\"{colour}\""),
            Look::Page => format!("class=\"chart-{class}\""),
        }
    }

    fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, paint: (&str, &str)) {
        let paint = self.paint("stroke", paint);
        let _ = write!(
            self.svg,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke-width=\"0.6\" {paint}/>"
        );
    }

    fn bar(&mut self, x: f64, width: f64, (from, to): (f64, f64), series: usize) {
        let (y, height) = (from.min(to), (from - to).abs());
        let paint = self.series_paint("fill", series);
        let _ = write!(
            self.svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {paint}/>"
        );
    }

    fn series_paint(&self, attribute: &str, series: usize) -> String {
        let place = series % COLOURS.len();
        self.paint(attribute, (&format!("series-{}", place + 1), COLOURS[place]))
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, size: f64, bold: bool, text: &str) {
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let font = if self.look == Look::Print { " font-family=\"Tinos\"" } else { "" };
        let mut escaped = String::new();
        crate::docx::xml::escape_into(&mut escaped, text);
        let _ = write!(
            self.svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{font}{weight}>{escaped}</text>"
        );
    }
}

fn bars(drawing: &mut Drawing, frame: &Frame, chart: &Chart) {
    let width = frame.slot() * 0.7 / float(chart.series.len().max(1));
    for (place, series) in chart.series.iter().enumerate() {
        for (at, value) in series.values.iter().take(frame.count).enumerate() {
            let Some(value) = value else { continue };
            let x = LEFT + frame.slot() * (float(at) + 0.15) + width * float(place);
            drawing.bar(x, width * 0.94, (frame.y(0.0), frame.y(*value)), place);
            if chart.series.len() == 1 {
                let above = frame.y(value.max(0.0)) - 3.0;
                drawing.text(frame.middle(at), above, "middle", SMALL, false, &number(*value));
            }
        }
    }
}

fn stacked(drawing: &mut Drawing, frame: &Frame, chart: &Chart) {
    for at in 0..chart.categories.len() {
        let (mut up, mut down) = (0.0, 0.0);
        for (place, series) in chart.series.iter().enumerate() {
            let Some(value) = series.values.get(at).copied().flatten() else { continue };
            let base: &mut f64 = if value > 0.0 { &mut up } else { &mut down };
            let from = *base;
            *base += value;
            let x = LEFT + frame.slot() * (float(at) + 0.2);
            drawing.bar(x, frame.slot() * 0.6, (frame.y(from), frame.y(*base)), place);
        }
    }
}

fn lines(drawing: &mut Drawing, frame: &Frame, chart: &Chart) {
    for (place, series) in chart.series.iter().enumerate() {
        let points: Vec<Option<(f64, f64)>> = series
            .values
            .iter()
            .take(frame.count)
            .enumerate()
            .map(|(at, value)| value.map(|value| (frame.middle(at), frame.y(value))))
            .collect();
        // A gap in the numbers is a gap in the line.
        for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
            let path: Vec<String> = run.iter().flatten().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let paint = drawing.series_paint("stroke", place);
            let _ = write!(
                drawing.svg,
                "<polyline fill=\"none\" stroke-width=\"1.8\" points=\"{}\" {paint}/>",
                path.join(" ")
            );
        }
        for (at, point) in points.iter().enumerate() {
            let Some((x, y)) = point else { continue };
            let paint = drawing.series_paint("fill", place);
            let _ = write!(drawing.svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\" {paint}/>");
            if let (1, Some(Some(value))) = (chart.series.len(), series.values.get(at)) {
                drawing.text(*x, y - 6.0, "middle", SMALL, false, &number(*value));
            }
        }
    }
}

fn categories(drawing: &mut Drawing, frame: &Frame, chart: &Chart) {
    // About 4.6 points a letter at this size; what does not fit is cut, the full words are in the description.
    let room = ((frame.slot() - 2.0) / 4.6).max(2.0);
    for (at, category) in chart.categories.iter().enumerate() {
        let is_long = float(category.chars().count()) > room;
        let shown: String = if is_long {
            let keep = category.chars().enumerate().take_while(|(at, _)| float(*at) < room - 1.0);
            keep.map(|(_, letter)| letter).chain(['…']).collect()
        } else {
            category.clone()
        };
        drawing.text(frame.middle(at), frame.bottom + 13.0, "middle", SMALL, false, &shown);
    }
}

fn legend(drawing: &mut Drawing, chart: &Chart) {
    let y = HEIGHT - 6.0;
    let width = |name: &str| 22.0 + float(name.chars().count()) * 4.8;
    let whole: f64 = chart.series.iter().map(|series| width(&series.name)).sum();
    let mut x = ((WIDTH - whole) / 2.0).max(LEFT);
    for (place, series) in chart.series.iter().enumerate() {
        drawing.bar(x, 9.0, (y - 8.0, y + 1.0), place);
        drawing.text(x + 13.0, y, "start", SMALL, false, &series.name);
        x += width(&series.name);
    }
}
