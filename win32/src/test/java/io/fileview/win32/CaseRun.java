package io.fileview.win32;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the steps of a case, each in the process that it names. */
final class CaseRun implements AutoCloseable {
    private final CaseWorld world;
    private final CaseSteps here;
    private final List<Object> second;
    private final Map<Object, OtherJvm> others = new HashMap<>();
    private int leftOut;

    /**
     * Creates the run of a case.
     *
     * @param world the first process
     * @param second how {@link SecondProcess} makes the others; empty if there can be none
     */
    CaseRun(CaseWorld world, List<Object> second) {
        this.world = world;
        this.here = new CaseSteps(world);
        this.second = second;
    }

    /** Returns what each step told; null for one that was left out. */
    List<Map<String, Object>> results(ConformanceCase one) throws IOException {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int i = 0; i < one.steps().size(); i++) {
            results.add(result(one.steps().get(i), one.expected().get(i)));
        }
        return results;
    }

    private Map<String, Object> result(Map<String, Object> step, Map<String, Object> expected)
            throws IOException {
        Object in = step.get("in");
        if ("EndProcess".equals(step.get("call"))) {
            others.remove(in).kill();
            return Map.of();
        }
        if (in == null) {
            try {
                return here.run(step);
            } catch (ForeignMemoryException foreign) {
                if (expected != null) {
                    throw foreign;
                }
                leftOut++;
                return null;
            }
        }
        if (!others.containsKey(in)) {
            others.put(in, SecondProcess.start(second, world.directory(), world.token()));
        }
        OtherJvm other = others.get(in);
        other.say(JsonTree.text(step));
        return JsonTree.object(other.awaitStarting("{"));
    }

    /** How many steps would have met memory that is not the case's, and told nothing anyway. */
    int leftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        others.values().forEach(OtherJvm::close);
    }
}
