package dev.chainrule.spark;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.jdk.javaapi.CollectionConverters;

/// The executors that compute for this application at a moment.
///
/// @param executors how many processes there are
/// @param slots how many tasks they do side by side, all together
record ExecutorCount(int executors, int slots) {

    static ExecutorCount of(JavaSparkContext context) {
        List<ExecutorSummary> active =
                CollectionConverters.asJava(context.sc().statusStore().executorList(true)).stream()
                        .filter(each ->
                                each.maxTasks() > 0) // the driver's own entry has none, unless it computes itself
                        .toList();
        return new ExecutorCount(
                active.size(),
                active.stream().mapToInt(ExecutorSummary::maxTasks).sum());
    }

    boolean isNone() {
        return slots == 0;
    }
}
