/// The colours of drawings and pages, in a light and a dark scheme.
///
/// Label colours keep 4.5 : 1 against their ground and stay apart for the common colour-vision
/// deficiencies; shapes and dashes tell them apart where colour cannot.
struct Palette {
  var ground: String
  var panel: String
  var ink: String
  var soft: String
  var hairline: String
  var track: String
  var highlight: String
  var accent: String
  var forget: String
  var input: String
  var output: String
  var added: String
  var kept: String
  var attention: String
  /// One for each look of `AnswerLines`.
  var labels: [String]

  static let light = Palette(
    ground: "#ffffff", panel: "#f6f7f9", ink: "#1b1f27", soft: "#5c6573", hairline: "#dde1e7",
    track: "#eceff3", highlight: "#fff3d1", accent: "#1a5fb4", forget: "#a8557f",
    input: "#4b8a4f", output: "#5b74c4", added: "#4b8a4f", kept: "#b58a3c",
    attention: "#1a5fb4",
    labels: ["#0b62c4", "#c2410c", "#0f7a55", "#8a3fa8", "#86660a", "#0e7490"])

  static let dark = Palette(
    ground: "#14171c", panel: "#1c2027", ink: "#e9ecf1", soft: "#a0a9b8", hairline: "#333a45",
    track: "#272c35", highlight: "#3a3218", accent: "#8ab8ff", forget: "#d18bae",
    input: "#86c58a", output: "#92a8f2", added: "#86c58a", kept: "#d3ac63",
    attention: "#8ab8ff",
    labels: ["#6db3ff", "#ff9466", "#4fd1a5", "#d59cf0", "#e3bd4a", "#5fd0e6"])
}
