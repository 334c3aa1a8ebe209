package io.scheelite.sql.calcite;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Copies a tree: what stands in several places is changed in each by itself. */
final class NodeCopy extends SqlShuttle {
  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    CallCopyingArgHandler copying = new CallCopyingArgHandler(call, true);
    call.getOperator().acceptCall(this, call, false, copying);
    return copying.result();
  }
}
