package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The slices of each worker on one task, one a round.
final class Rounds {
    private final Map<WorkerProcess, List<Slice>> slices = new HashMap<>();

    void add(WorkerProcess worker, Slice slice) {
        slices.computeIfAbsent(worker, key -> new ArrayList<>()).add(slice);
    }

    /// Milliseconds of the worker's median step in each round.
    List<Double> millis(WorkerProcess worker) {
        return slices.get(worker).stream().map(slice -> slice.median() * 1e-6).toList();
    }

    /// The median over the rounds of a worker's milliseconds.
    double median(WorkerProcess worker) {
        return Statistics.median(millis(worker));
    }

    /// How many times as fast as another a worker was, in each round.
    List<Double> ratios(WorkerProcess worker, WorkerProcess other) {
        List<Double> own = millis(worker);
        List<Double> others = millis(other);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < own.size(); round++) {
            ratios.add(others.get(round) / own.get(round));
        }
        return ratios;
    }

    /// Milliseconds of the worker's fastest step in all rounds, which other processes disturb least.
    double fastest(WorkerProcess worker) {
        return slices.get(worker).stream().mapToLong(Slice::least).min().orElseThrow() * 1e-6;
    }

    /// Heap bytes a step allocated, in the median round: compiling a method anew may take some in one.
    long bytes(WorkerProcess worker) {
        return (long) Statistics.median(
                slices.get(worker).stream().map(slice -> (double) slice.bytes()).toList());
    }
}
