/// The style sheet of trace drawings.
enum TraceStyle {
  /// Rules for both schemes; a reader who asks for a dark page gets the dark one, paper the light one.
  static let css = """
    .trace{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    .trace .w{font-size:14px}
    .trace .s{font-size:11px}
    .trace .k{font-size:13px}
    .trace .m{text-anchor:middle}
    .trace .e{text-anchor:end}
    .trace .b{font-weight:650}
    .trace .it{font-style:italic}
    .trace .ln{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
    .trace .ch{stroke-width:2.6}
    .trace .bg{fill:none;stroke-width:1;opacity:.45}
    .trace .gr{fill:none;stroke-width:1;shape-rendering:crispEdges}
    .trace .hl{fill:none;stroke-width:1;stroke-dasharray:2 3}
    .trace .uk{fill:none;stroke-width:1.4;stroke-dasharray:3 2.5}
    .trace .tick{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
    .trace .d1{stroke-dasharray:7 3}
    .trace .d2{stroke-dasharray:2 3.5}
    .trace .d3{stroke-dasharray:8 3 2 3}
    .trace .d4{stroke-dasharray:12 3}
    .trace .d5{stroke-dasharray:4 2}
    .trace .hit{fill:transparent}
    .trace .word:hover .hit{fill:currentColor;fill-opacity:.06}

    """ + colours(.light) + "@media screen and (prefers-color-scheme:dark){\n" + colours(.dark)
    + "}\n"

  private static func colours(_ palette: Palette) -> String {
    var css = """
      .trace{color:\(palette.ink)}
      .trace text{fill:\(palette.ink)}
      .trace text.soft{fill:\(palette.soft)}
      .trace .ground{fill:\(palette.ground)}
      .trace .gr,.trace .hl{stroke:\(palette.hairline)}
      .trace .bg{stroke:\(palette.soft)}
      .trace .uk{stroke:\(palette.soft)}
      .trace .tick{stroke:\(palette.ink)}
      .trace .track{fill:\(palette.track)}
      .trace .mv{fill:\(palette.highlight)}
      .trace .f{fill:\(palette.forget)}
      .trace .i{fill:\(palette.input)}
      .trace .o{fill:\(palette.output)}
      .trace .a{fill:\(palette.added)}
      .trace .kp{fill:\(palette.kept)}
      .trace .at{fill:\(palette.attention)}

      """
    for (look, colour) in palette.labels.enumerated() {
      css +=
        ".trace .c\(look){stroke:\(colour)}.trace .p\(look),.trace text.p\(look){fill:\(colour)}\n"
    }
    return css
  }
}
