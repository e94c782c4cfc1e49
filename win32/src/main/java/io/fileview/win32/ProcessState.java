package io.fileview.win32;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The state of one process.
 *
 * @param engine the engine of the core that maps files
 * @param handles its handles
 * @param space its address space
 * @param localNames the names that it shares with other processes of the user
 * @param globalNames the names that it shares with all processes of the machine
 */
record ProcessState(
        EngineChoice engine,
        HandleTable handles,
        AddressSpace space,
        ObjectNamespace localNames,
        ObjectNamespace globalNames) {
    /** A process whose names are shared as Windows shares them. */
    static ProcessState of(EngineChoice engine) {
        return new ProcessState(
                engine,
                new HandleTable(),
                new AddressSpace(),
                ObjectNamespace.in(NameDirectory.userDirectory()),
                ObjectNamespace.ofMachine());
    }

    /** A process whose names are all in one directory. */
    static ProcessState of(EngineChoice engine, Path directory) {
        ObjectNamespace names = ObjectNamespace.in(directory);
        return new ProcessState(engine, new HandleTable(), new AddressSpace(), names, names);
    }

    ObjectNamespace namesFor(ObjectName name) {
        return name.global() ? globalNames : localNames;
    }

    /** Ends the process: releases all regions and handles. */
    void end() throws IOException {
        List<Region> regions = space.changing(() -> {
            List<Region> all = space.all();
            all.forEach(space::remove);
            return all;
        });
        regions.forEach(Region::release);
        handles.closeAll();
    }
}
