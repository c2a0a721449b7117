/// A report as one file: no script, nothing fetched, readable in light and dark, on paper and on a
/// telephone.
///
/// ```swift
/// let page = ReportPage(
///   title: "food-reviews", subtitle: "seed 7",
///   sections: [.facts(title: "Scores", facts: [("accuracy", "0.94")])])
/// let html = page.html()
/// ```
///
/// Edge cases: whatever the strings hold is shown as it is, never as markup. The same values give the
/// same bytes.
public struct ReportPage: Sendable {
  public var title: String
  /// What stands below the title; nothing when empty.
  public var subtitle: String
  public var sections: [ReportSection]

  public init(title: String, subtitle: String = "", sections: [ReportSection] = []) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// The whole file.
  public func html() -> String {
    let name = Markup.escape(title)
    var body = "<header>\n<h1 dir=\"auto\">\(name)</h1>\n"
    if !subtitle.isEmpty {
      body += "<p class=\"soft\" dir=\"auto\">\(Markup.escape(subtitle))</p>\n"
    }
    body += "</header>\n"
    if sections.count > 3 {
      body += "<nav aria-label=\"Contents\"><ul>\n"
      for (index, section) in sections.enumerated() {
        body += "<li><a href=\"#s\(index + 1)\">\(Markup.escape(section.title))</a></li>\n"
      }
      body += "</ul></nav>\n"
    }
    body += "<main>\n"
    let explained = sections.firstIndex { $0.isTrace }
    for (index, section) in sections.enumerated() {
      body += section.html(identifier: "s\(index + 1)", showsLegend: index == explained)
    }
    body += "</main>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(name)</title>
      <style>
      \(PageStyle.css)</style>
      </head>
      <body>
      \(body)</body>
      </html>

      """
  }
}
