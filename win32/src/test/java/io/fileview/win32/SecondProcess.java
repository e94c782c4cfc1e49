package io.fileview.win32;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process of a case: reads steps, a line each, and prints what they told. */
final class SecondProcess {
    /** Stands for the directory of names where there is none. */
    private static final String WINDOWS = "-";

    private SecondProcess() {}

    /** How to start one that calls Windows. */
    static List<Object> ofWindows() {
        return List.of(WINDOWS);
    }

    /** How to start a simulated one. */
    static List<Object> simulated(Path names, EngineChoice engine) {
        return engine.name() == null ? List.of(names) : List.of(names, engine.name());
    }

    static OtherJvm start(List<Object> kind, Path directory, String token) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(directory, token));
        arguments.addAll(kind);
        return new OtherJvm(SecondProcess.class, arguments.toArray());
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        EngineChoice engine = new EngineChoice(args.length > 3 ? args[3] : null);
        CaseWorld world =
                args[2].equals(WINDOWS)
                        ? CaseWorld.ofWindows(directory, args[1])
                        : CaseWorld.second(directory, Path.of(args[2]), engine, args[1]);
        CaseSteps steps = new CaseSteps(world);
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(JsonTree.text(steps.run(JsonTree.object(line))));
        }
        world.kernel32.close();
    }
}
