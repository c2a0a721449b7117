/// What a run tells while it works, for whoever watches.
public enum RunEvent: Sendable {
  /// The stages in order, before any of them runs.
  case planned(RunPlan)
  /// A stage begins; `position` counts from 1.
  case started(StageName, StageKind, position: Int, of: Int)
  /// A stage's outputs of an earlier run still hold.
  case kept(StageName, StageKind, position: Int, of: Int)
  /// Where a stage stands, in one line; `isMilestone` lines are worth keeping on the screen.
  case progress(StageName, String, isMilestone: Bool)
  case finished(StageRecord)
}
