package dev.chainrule.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Recycles the arrays of one repeated computation, such as a training step, so that it allocates next to nothing.
///
/// Inside [#run] every [Tensor#allocate] takes an array of this workspace. The next [#run] takes the same arrays again:
/// a tensor allocated in a run is valid until then, and what must live longer is copied. Layers do not know of this. A
/// workspace serves one thread at a time, and refuses another one.
public final class Workspace {
    private static final ScopedValue<Workspace> CURRENT = ScopedValue.newInstance();

    private final Pool<float[]> floats = new Pool<>(float[]::new);
    private final Pool<double[]> doubles = new Pool<>(double[]::new);
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

    /// Creates a workspace that holds nothing yet.
    public Workspace() {}

    /// Runs a computation whose tensors come from this workspace, and gives back everything of the run before.
    ///
    /// @throws IllegalStateException during another run of the same workspace, whose tensors are still in use
    public <T> T run(Supplier<T> computation) {
        Thread here = Thread.currentThread();
        if (!user.compareAndSet(null, here)) {
            throw new IllegalStateException(
                    here.equals(user.get())
                            ? "Workspace: this run is inside another of the same workspace; expected a new workspace"
                            : "Workspace: another thread runs in the same workspace; expected one for each thread");
        }
        try {
            floats.recycle();
            doubles.recycle();
            return ScopedValue.where(CURRENT, this).call(computation::get);
        } finally {
            user.set(null);
        }
    }

    /// The bytes of all its arrays: of the largest run, if all runs allocate the same lengths.
    public long bytes() {
        return Float.BYTES * floats.numbers() + Double.BYTES * doubles.numbers();
    }

    static Tensor allocate(Precision precision, Shape shape) {
        if (!CURRENT.isBound()) {
            return Tensor.zeros(precision, shape);
        }
        Workspace workspace = CURRENT.get();
        return switch (precision) {
            case FLOAT32 -> new FloatTensor(shape, workspace.floats.take(shape.size()));
            case FLOAT64 -> new DoubleTensor(shape, workspace.doubles.take(shape.size()));
        };
    }

    private static final class Pool<A> {
        private final Map<Integer, Shelf<A>> shelves = new HashMap<>();
        private final IntFunction<A> create;

        Pool(IntFunction<A> create) {
            this.create = create;
        }

        A take(int length) {
            return shelves.computeIfAbsent(length, key -> new Shelf<>()).take(length, create);
        }

        long numbers() {
            return shelves.entrySet().stream()
                    .mapToLong(shelf ->
                            (long) shelf.getKey() * shelf.getValue().arrays.size())
                    .sum();
        }

        void recycle() {
            shelves.values().forEach(shelf -> shelf.taken = 0);
        }
    }

    /// The arrays of one length; the first `taken` of them are in use.
    private static final class Shelf<A> {
        private final List<A> arrays = new ArrayList<>();
        private int taken;

        A take(int length, IntFunction<A> create) {
            if (taken == arrays.size()) {
                arrays.add(create.apply(length));
            }
            return arrays.get(taken++);
        }
    }
}
