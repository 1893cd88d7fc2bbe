package dev.chainrule.bench;

import dev.chainrule.lab.run.Folders;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.optim.Progress;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The other JVM of [WarmUp]: trains a preset for so many seconds and prints when each step ended.
final class WarmUpRun {
    private WarmUpRun() {}

    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime()
                - 1_000_000
                        * (System.currentTimeMillis()
                                - ManagementFactory.getRuntimeMXBean().getStartTime());
        double limit = Double.parseDouble(arguments[1]);
        SettingsBuilder settings =
                new SettingsBuilder().preset(arguments[0], "preset").set("data", "cifar10-small", "data");
        List<Double> ends = new ArrayList<>();
        Path folder = Files.createTempDirectory("warm-up");
        try (TrainingRun run = TrainingRun.prepare(settings, folder.resolve("run"))) {
            run.start(new TrainingListener() {
                @Override
                public void stepped(Progress progress, double loss, double rate) {
                    ends.add((System.nanoTime() - start) / 1e9);
                }

                @Override
                public boolean stopRequested() {
                    return !ends.isEmpty() && ends.getLast() > limit;
                }
            });
        } finally {
            Folders.delete(folder);
        }
        ends.forEach(System.out::println);
    }
}
