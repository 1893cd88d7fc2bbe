package dev.chainrule.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The arrays of a workspace between two runs, full of what nothing may be computed from.
public final class UsedArrays {
    private UsedArrays() {}

    /// Fills every array of a workspace with what is not a number.
    public static void spoil(Workspace workspace) {
        for (String pool : List.of("floats", "doubles")) {
            ((Map<?, ?>) field(field(workspace, pool), "shelves"))
                    .values()
                    .forEach(shelf -> ((List<?>) field(shelf, "arrays")).forEach(UsedArrays::spoilArray));
        }
    }

    private static void spoilArray(Object array) {
        if (array instanceof float[] floats) {
            Arrays.fill(floats, Float.NaN);
        } else {
            Arrays.fill((double[]) array, Double.NaN);
        }
    }

    private static Object field(Object owner, String name) {
        try {
            var field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
