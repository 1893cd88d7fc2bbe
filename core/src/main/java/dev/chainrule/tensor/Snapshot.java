package dev.chainrule.tensor;

import java.util.List;

/// Copies of tensors that change in place, to bring their numbers back later. It holds nothing before [#take] was
/// called for the first time.
public final class Snapshot {
    private final List<Tensor> live;
    private List<Tensor> copies = List.of();

    /// Creates a snapshot that was not taken yet.
    ///
    /// @param live the tensors themselves
    public Snapshot(List<Tensor> live) {
        this.live = List.copyOf(live);
    }

    /// A snapshot of what tensors are now.
    public static Snapshot of(List<Tensor> live) {
        Snapshot snapshot = new Snapshot(live);
        snapshot.take();
        return snapshot;
    }

    /// Copies the numbers, in place of those that were copied before.
    public void take() {
        if (copies.isEmpty()) {
            copies = live.stream().map(Tensor::copy).toList();
        } else {
            for (int i = 0; i < copies.size(); i++) {
                copies.get(i).copyFrom(live.get(i));
            }
        }
    }

    /// Gives the tensors the numbers back that were copied last; nothing if none were.
    public void restore() {
        for (int i = 0; i < copies.size(); i++) {
            live.get(i).copyFrom(copies.get(i));
        }
    }

    /// The copies in the order of the tensors, not copied again; none if the snapshot was never taken.
    public List<Tensor> copies() {
        return copies;
    }
}
