// Reports: figures and traces made fit for eyes.
//
// Owns: a report as one self-contained HTML file (`ReportPage`, its `ReportSection`s), the drawing of
// one trace (`TraceDrawing`, SVG) and the same trace as text for a terminal (`TraceTable`).
// Read `TraceDrawing.swift` first, then `ReportPage.swift`.
//
// Rules of the house: the same values give the same bytes; nothing is fetched from anywhere; whatever
// comes from outside passes through `Markup`; colour is never the only way to tell two things apart.
//
// Never: computes a figure, reads or writes a file, knows what made the values that it draws.
