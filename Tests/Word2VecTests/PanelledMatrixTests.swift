import Kernels
import Testing
import Word2Vec

@Suite struct PanelledMatrixTests {
  @Test func panelsCoverTheColumnsAndAreWholeLines() {
    for columns in 1...600 {
      let panels = PanelledMatrix.panels(columns)
      #expect(panels.flatMap { $0 } == Array(0..<columns))
      #expect(panels.allSatisfy { !$0.isEmpty && $0.lowerBound % 16 == 0 })
      #expect(panels.count == 1 || panels.count % 2 == 0)
      #expect(panels.count == 1 ? columns <= 16 : panels.allSatisfy { $0.count <= 128 })
    }
  }

  @Test func partsAreThePanelsDealtOut() {
    for columns in [1, 16, 17, 100, 300, 512] {
      let panels = PanelledMatrix.panels(columns)
      let whole = Matrix(rows: 3, columns: columns)
      for r in 0..<3 { for c in 0..<columns { whole[r, c] = Float(r * 1000 + c) } }
      for parts in 1...12 {
        let matrix = PanelledMatrix(rows: 3, columns: columns, parts: parts)
        #expect(matrix.parts.count == min(parts, panels.count))
        #expect(matrix.parts.flatMap(\.panels) == Array(panels.indices))
        #expect(matrix.parts.flatMap(\.columns) == Array(0..<columns))
        matrix.assign(whole)
        #expect(Texts.bits(matrix.joined()) == Texts.bits(whole))
        for part in matrix.parts {
          #expect(part.matrix[2, 0] == Float(2000 + part.columns.lowerBound))
        }
        matrix.assign(whole, row: 2, to: 0)
        #expect(matrix.joined()[0, columns - 1] == Float(2000 + columns - 1))
      }
    }
  }
}
