package io.fileview.win32;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The state of one process.
 *
 * @param engine the engine of the core that maps files
 * @param handles its handles
 * @param space its address space
 * @param names the names that it shares with other processes
 * @param nameLimit how long it waits for other processes that use names
 */
record ProcessState(
        EngineChoice engine,
        HandleTable handles,
        AddressSpace space,
        ObjectNamespace names,
        Duration nameLimit) {
    /** How long functions wait by default, as the core does. */
    static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);

    static ProcessState of(EngineChoice engine, ObjectNamespace names, Duration nameLimit) {
        return new ProcessState(engine, new HandleTable(), new AddressSpace(), names, nameLimit);
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
