//! The plot: what is due, and what it costs to ask, by the size of the logbook.

use std::path::Path;

use plotters::prelude::*;

use crate::table::Row;

/// One line of it: a colour and its name.
const LINES: [(&str, RGBColor); 6] = [
    ("escalate", RGBColor(0, 90, 160)),
    ("floor", RGBColor(120, 120, 120)),
    ("sqlite3", RGBColor(0, 130, 90)),
    ("task", RGBColor(190, 80, 0)),
    ("hledger", RGBColor(140, 60, 140)),
    ("jrnl", RGBColor(170, 0, 50)),
];

/// Draws it.
pub fn draw(file: &Path, rows: &[Row]) -> Result<(), Box<dyn std::error::Error>> {
    let due: Vec<&Row> = rows.iter().filter(|row| row.operation == "due" && row.engine == "plain").collect();
    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    let points = |name: &str| -> Vec<(f64, f64)> {
        due.iter()
            .filter_map(|row| Some((row.entries? as f64, row.of(name)?.median.as_secs_f64() * 1000.0)))
            .collect()
    };
    let area = SVGBackend::new(file, (760, 420)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("What is overdue: milliseconds by the number of entries", ("sans-serif", 18))
        .margin(14)
        .x_label_area_size(38)
        .y_label_area_size(58)
        .build_cartesian_2d((800.0..1_300_000.0_f64).log_scale(), (1.0..20_000.0_f64).log_scale())?;
    chart
        .configure_mesh()
        .x_label_formatter(&|entries| format!("{entries:.0}"))
        .y_label_formatter(&|ms| format!("{ms:.0}"))
        .x_desc("entries")
        .y_desc("ms, the whole process")
        .light_line_style(WHITE)
        .label_style(("sans-serif", 13))
        .draw()?;
    for (name, colour) in LINES {
        let points = points(name);
        if points.is_empty() {
            continue;
        }
        let thick = ShapeStyle::from(&colour).stroke_width(2);
        chart
            .draw_series(LineSeries::new(points.iter().copied(), thick).point_size(3))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], thick));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.9))
        .border_style(RGBColor(200, 200, 200))
        .label_font(("sans-serif", 13))
        .draw()?;
    area.present()?;
    Ok(())
}
