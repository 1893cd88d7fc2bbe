package dev.chainrule.schedules;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Arrays that are lent again.
final class WorkspaceSchedules {
    private WorkspaceSchedules() {}

    static Map<String, Target> all() {
        return Map.of(
                "workspace-tasks", Target.of(WorkspaceSchedules::tasks),
                "workspace-users", Target.of(WorkspaceSchedules::users));
    }

    /// Tasks that allocate on several threads during a run get memory of their own each, also when the arrays are
    /// lent again, and more of them.
    private static void tasks() {
        Workspace workspace = new Workspace();
        try (Parallel parallel = Parallel.ofThreads(2)) {
            for (int count = 1; count <= 2; count++) {
                int tasks = count;
                workspace.run(() -> {
                    Tensor own = filled(7);
                    Tensor[] all = new Tensor[tasks + 1];
                    parallel.forEach(tasks + 1, task -> all[task] = filled(task));
                    for (int task = 0; task <= tasks; task++) {
                        requireAll(all[task], task);
                    }
                    requireAll(own, 7);
                    return own;
                });
            }
        }
    }

    /// A thread that runs in a workspace has it alone: the other one is refused.
    private static void users() throws InterruptedException {
        Workspace workspace = new Workspace();
        AtomicInteger runs = new AtomicInteger();
        Threads.together(() -> use(workspace, 1, runs), () -> use(workspace, 2, runs));
        Threads.require(runs.get() > 0, "both threads were refused");
        long before = workspace.bytes();
        use(workspace, 3, runs);
        Threads.require(workspace.bytes() == before, "arrays of earlier runs are lost");
    }

    private static void use(Workspace workspace, int number, AtomicInteger runs) {
        try {
            workspace.run(() -> {
                Tensor one = filled(number);
                Tensor two = filled(-number);
                requireAll(one, number);
                requireAll(two, -number);
                return one;
            });
            runs.incrementAndGet();
        } catch (IllegalStateException e) {
            // the other thread runs in it
        }
    }

    private static Tensor filled(int number) {
        Tensor tensor = Tensor.allocate(Precision.FLOAT32, Shape.of(2));
        tensor.setStored(0, number);
        tensor.setStored(1, number);
        return tensor;
    }

    private static void requireAll(Tensor tensor, int number) {
        for (int i = 0; i < tensor.size(); i++) {
            double found = tensor.getStored(i);
            Threads.require(found == number, "memory is lent twice: " + found + " instead of " + number);
        }
    }
}
