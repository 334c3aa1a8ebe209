package io.scheelite.columnar.generator;

import java.util.List;
import java.util.Set;

/** Which kernels have SIMD twins: those whose scalar loops the compiler does not vectorize well. */
final class SimdForms {
  /** Types that are compared by SIMD. */
  static final List<ValueForm> COMPARED =
      List.of(ValueForm.INT8, ValueForm.INT16, ValueForm.INT32, ValueForm.INT64, ValueForm.FLOAT64);

  /** Types that are added and multiplied by SIMD. */
  static final List<ValueForm> COMPUTED =
      List.of(ValueForm.INT32, ValueForm.INT64, ValueForm.FLOAT64);

  private static final Set<String> COMPARED_LABELS =
      Set.copyOf(COMPARED.stream().map(ValueForm::label).toList());
  private static final Set<String> COMPUTED_LABELS =
      Set.copyOf(COMPUTED.stream().map(ValueForm::label).toList());

  private SimdForms() {}

  static boolean compares(String label) {
    return COMPARED_LABELS.contains(label);
  }

  static boolean computes(String label) {
    return COMPUTED_LABELS.contains(label);
  }
}
