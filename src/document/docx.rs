//! A document for Word: every look is a style, so that a secretary can change it in one place.

use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, Docx, Footer, Header, IndentLevel, Level, LevelJc,
    LevelText, LineSpacing, NumPages, NumberFormat, Numbering, NumberingId, PageMargin, PageNum, Paragraph,
    Run, RunFonts, Shading, SpecialIndentType, Start, Style, StyleType, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableLayoutType, TableRow, WidthType,
};

use super::{Block, Document, Table, Text};
use crate::render::Tone;
use crate::render::text::{line, lines};

/// The width between the margins of an A4 page, in twentieths of a point.
const WIDTH: u32 = 9638;
/// The width of the labels of facts.
const LABELS: u32 = 2600;
/// The numbering of points.
const POINTS: usize = 2;

/// The document as a Word file.
pub fn docx(document: &Document) -> anyhow::Result<Vec<u8>> {
    let made_at = document.made_at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut docx = styles(Docx::new())
        .page_size(11906, 16838)
        .page_margin(
            PageMargin::new().top(1134).bottom(1134).left(1134).right(1134).header(567).footer(567).gutter(0),
        )
        .created_at(&made_at)
        .updated_at(&made_at)
        .header(Header::new().add_paragraph(styled("Header", &document.subject)))
        .footer(footer(document))
        .add_abstract_numbering(points())
        .add_numbering(Numbering::new(POINTS, POINTS))
        .add_paragraph(styled("Title", &document.title));
    let mut next_page = false;
    for block in &document.blocks {
        docx = write(block, &mut next_page, docx);
    }
    let mut file = std::io::Cursor::new(Vec::new());
    docx.pack(&mut file)?;
    Ok(file.into_inner())
}

fn styles(docx: Docx) -> Docx {
    let paragraph = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name);
    let heading = |level: usize, size: usize| {
        paragraph(&format!("Heading{level}"), &format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .size(size)
            .bold()
            .color("1F3864")
            .outline_lvl(level - 1)
            .line_spacing(LineSpacing::new().before(240).after(80))
    };
    let tone = |tone: Tone, name: &str, color: &str| {
        Style::new(style_of(tone), StyleType::Character).name(name).color(color)
    };
    docx.default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri").cs("Calibri").east_asia("Calibri"))
        .default_size(22)
        .add_style(paragraph("Normal", "Normal").line_spacing(LineSpacing::new().after(100)))
        .add_style(
            paragraph("Title", "Title").based_on("Normal").next("Normal").size(40).bold().color("1F3864"),
        )
        .add_style(heading(1, 32))
        .add_style(heading(2, 28))
        .add_style(heading(3, 24))
        .add_style(heading(4, 22))
        .add_style(paragraph("ListBullet", "List Bullet").based_on("Normal"))
        .add_style(paragraph("Header", "header").based_on("Normal").size(18).color("595959"))
        .add_style(paragraph("Footer", "footer").based_on("Normal").size(18).color("595959"))
        .add_style(
            paragraph("Cell", "Table Text")
                .based_on("Normal")
                .size(20)
                .line_spacing(LineSpacing::new().after(40)),
        )
        .add_style(paragraph("CellHead", "Table Heading").based_on("Cell").size(20).bold())
        .add_style(tone(Tone::Strong, "Strong", "000000").bold())
        .add_style(tone(Tone::Faint, "Background", "595959"))
        .add_style(tone(Tone::Alarm, "Overdue", "B00020").bold())
        .add_style(tone(Tone::Warn, "Attention", "8A4B00").bold())
        .add_style(tone(Tone::Good, "Done", "1B5E20"))
}

fn style_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Strong => "ToneStrong",
        Tone::Faint => "ToneBackground",
        Tone::Alarm => "ToneOverdue",
        Tone::Warn => "ToneAttention",
        Tone::Good => "ToneDone",
    }
}

fn points() -> AbstractNumbering {
    let bullet =
        Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"));
    AbstractNumbering::new(POINTS).add_level(bullet.indent(
        Some(360),
        Some(SpecialIndentType::Hanging(260)),
        None,
        None,
    ))
}

fn footer(document: &Document) -> Footer {
    let numbers = Paragraph::new()
        .style("Footer")
        .align(AlignmentType::Right)
        .add_run(Run::new().add_text("Page "))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" of "))
        .add_num_pages(NumPages::new());
    let mut footer = Footer::new();
    if !document.origin.is_empty() {
        footer = footer.add_paragraph(styled("Footer", &document.origin));
    }
    footer.add_paragraph(numbers)
}

/// A paragraph in a style, on one line.
fn styled(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(Run::new().add_text(line(text)))
}

/// A paragraph in a style, with its line breaks and its tone.
fn toned(style: &str, text: &Text) -> Paragraph {
    let shown = lines(&text.text);
    let mut run = Run::new();
    if text.tone != Tone::Plain {
        run = run.style(style_of(text.tone));
    }
    for (at, part) in shown.split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(part);
    }
    Paragraph::new().style(style).add_run(run)
}

fn write(block: &Block, next_page: &mut bool, docx: Docx) -> Docx {
    match block {
        Block::Heading(level, title) => {
            let heading = styled(&format!("Heading{}", level.saturating_sub(1).clamp(1, 4)), title);
            docx.add_paragraph(heading.keep_next(true).page_break_before(std::mem::take(next_page)))
        }
        Block::Paragraph(text) => docx.add_paragraph(toned("Normal", text)),
        Block::Facts(facts) => {
            let rows = facts.iter().map(|(label, text)| {
                TableRow::new(vec![
                    cell(LABELS).add_paragraph(styled("CellHead", label)),
                    cell(WIDTH - LABELS).add_paragraph(toned("Cell", text)),
                ])
            });
            after_table(docx.add_table(grid(rows.collect(), &[LABELS, WIDTH - LABELS])))
        }
        Block::Table(table) => after_table(docx.add_table(rows_of(table))),
        Block::Points(points) => points.iter().fold(docx, |docx, point| {
            let point = toned("ListBullet", point);
            docx.add_paragraph(point.numbering(NumberingId::new(POINTS), IndentLevel::new(0)))
        }),
        Block::Drawing(drawing) => docx.add_paragraph(toned("Normal", &drawing.words.as_str().into())),
        Block::Sign(labels) => {
            let rows = labels.iter().map(|label| {
                TableRow::new(vec![
                    cell(LABELS).add_paragraph(styled("CellHead", label)),
                    cell(WIDTH - LABELS).add_paragraph(styled("Cell", " ")),
                ])
                .row_height(600.0)
                .cant_split()
            });
            after_table(docx.add_table(grid(rows.collect(), &[LABELS, WIDTH - LABELS])))
        }
        Block::NextPage => {
            *next_page = true;
            docx
        }
    }
}

fn cell(width: u32) -> TableCell {
    TableCell::new().width(width as usize, WidthType::Dxa)
}

fn grid(rows: Vec<TableRow>, widths: &[u32]) -> docx_rs::Table {
    docx_rs::Table::new(rows)
        .set_grid(widths.iter().map(|width| *width as usize).collect())
        .width(WIDTH as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .set_borders(borders())
}

/// Thin lines, between rows too.
fn borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Bottom, Left, Right, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |borders, side| {
            borders.set(TableBorder::new(side).size(4).color("C3CAD6"))
        })
}

/// A table must not touch the next one, which would become a part of it.
fn after_table(docx: Docx) -> Docx {
    docx.add_paragraph(styled("Normal", ""))
}

fn rows_of(table: &Table) -> docx_rs::Table {
    let all: u32 = table.widths.iter().sum::<u32>().max(1);
    let widths: Vec<u32> = table.widths.iter().map(|width| WIDTH * width / all).collect();
    let head = table.header.iter().zip(&widths).map(|(title, width)| {
        let shading = Shading::new().fill("E8EDF5");
        cell(*width).shading(shading).add_paragraph(styled("CellHead", title))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    for row in &table.rows {
        let cells =
            row.iter().zip(&widths).map(|(text, width)| cell(*width).add_paragraph(toned("Cell", text)));
        rows.push(TableRow::new(cells.collect()));
    }
    grid(rows, &widths)
}
