package io.scheelite.sql.optimizer;

/** How the order of so many joined relations is searched for. */
public enum JoinSearch {
  /** Every order that joins what belongs together. */
  EXHAUSTIVE("the cheapest of all orders"),
  /** Always the join next that costs least. */
  GREEDY("the cheapest join first"),
  /** As the statement has them. */
  NONE("as written");

  private final String description;

  JoinSearch(String description) {
    this.description = description;
  }

  /** The search for a number of relations. */
  public static JoinSearch of(int relations) {
    if (relations > JoinGraph.MAX_RELATIONS) {
      return NONE;
    }
    return relations <= JoinOrdering.MAX_EXHAUSTIVE ? EXHAUSTIVE : GREEDY;
  }

  /** For EXPLAIN. */
  public String description() {
    return description;
  }
}
