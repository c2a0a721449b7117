/// The style sheet of pages, drawings included.
package enum PageStyle {
  package static let css =
    variables(.light) + "@media screen and (prefers-color-scheme:dark){\n"
    + variables(.dark) + "}\n" + rules + TraceStyle.css

  private static func variables(_ palette: Palette) -> String {
    """
    :root{--ground:\(palette.ground);--panel:\(palette.panel);--ink:\(palette.ink);\
    --soft:\(palette.soft);--line:\(palette.hairline);--accent:\(palette.accent)}

    """
  }

  private static let rules = """
    *{box-sizing:border-box}
    html{color-scheme:light dark;-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:24px 20px 64px;max-width:920px;background:var(--ground);color:var(--ink);\
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
    h1{font-size:28px;line-height:1.2;margin:16px 0 4px}
    h2{font-size:20px;line-height:1.3;margin:44px 0 12px}
    p{margin:8px 0}
    a{color:var(--accent)}
    .soft{color:var(--soft)}
    nav ul,.key{list-style:none;padding:0;margin:16px 0;display:flex;flex-wrap:wrap;gap:4px 18px}
    .key{justify-content:center;margin:4px 0}
    .key svg{vertical-align:-2px}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:10px;margin:0}
    .facts div{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:10px 12px}
    .facts dt{color:var(--soft);font-size:13px}
    .facts dd{margin:2px 0 0;font-size:18px;font-weight:600;line-height:1.3}
    .scroll{overflow-x:auto;margin:8px 0}
    .scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;min-width:min(100%,320px)}
    th,td{text-align:start;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);\
    overflow-wrap:break-word;max-width:340px}
    th{font-weight:600}
    th[scope=row]{position:sticky;left:0;background:var(--ground)}
    tbody th{font-weight:400}
    thead th{color:var(--soft);border-bottom:1px solid var(--soft)}
    .n{text-align:right;white-space:nowrap}
    td.n,th.n{padding-left:10px}
    .confusion thead th{white-space:nowrap}
    .confusion .n{padding:6px 10px}
    .confusion .right{outline:2px solid var(--ink);outline-offset:-3px;font-weight:650}
    \(shades)figure{margin:12px 0}
    figure svg.curve{display:block;width:100%;height:auto;max-width:720px;margin:0 auto}
    .drawing svg{display:block;width:100%;height:auto}
    .narrow svg{max-width:440px;margin:0 auto}
    .narrow{display:none}
    blockquote{margin:8px 0 16px;padding:8px 14px;border-inline-start:3px solid var(--accent);\
    background:var(--panel);max-height:14em;overflow:auto;white-space:pre-wrap}
    details{margin:8px 0}
    summary{cursor:pointer;color:var(--accent)}
    @media screen and (max-width:619px){
    body{padding:12px 12px 48px}
    .wide{display:none}
    .narrow{display:block}
    h1{font-size:24px}
    .curve .k{font-size:21px}
    th[scope=row]{max-width:150px}
    }
    @media print{
    body{max-width:none;padding:0;font-size:12px}
    nav{display:none}
    .scroll{overflow:visible}
    blockquote{max-height:none}
    h2,blockquote{break-after:avoid}
    .confusion{font-size:10px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .confusion .n{padding:4px}
    tfoot{display:table-row-group}
    tr,.facts div,.curve{break-inside:avoid}
    }

    """

  /// Backgrounds of the confusion table's cells, eight steps of the accent over the ground.
  private static var shades: String {
    (1...8).map { step in
      ".h\(step){background:color-mix(in srgb,var(--accent) \(step * 6 + 2)%,transparent)}\n"
    }.joined()
  }
}
