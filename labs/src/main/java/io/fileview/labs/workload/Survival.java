package io.fileview.labs.workload;

import io.fileview.labs.disk.BlockImage;
import io.fileview.labs.disk.CutDisk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts what survived the power cuts of one row of a table. Not thread-safe. */
public final class Survival {
    private int cuts;
    private int losing;
    private int breaking;
    private int unmountable;
    private long checked;
    private @Nullable String problem;

    /** Starts to count. */
    public Survival() {}

    /**
     * Mounts the disk as a power cut has left it, checks the files, and counts the result.
     *
     * @param disk the disk
     * @param image its content after the power cut
     * @param check the check
     * @param where the power cut, in words
     * @return the result of the check; null if the file system could not be mounted
     * @throws IOException if the check could not be made
     */
    public @Nullable Verdict inspect(
            CutDisk disk, BlockImage image, CutDisk.Inspection<Verdict> check, String where)
            throws IOException {
        try {
            Verdict verdict = disk.inspect(image, check);
            add(verdict, where);
            return verdict;
        } catch (CutDisk.UnmountableException e) {
            addUnmountable(where + ": " + e.getMessage());
            return null;
        }
    }

    /**
     * Counts the result of a check.
     *
     * @param verdict the result
     * @param where the power cut, in words
     */
    public void add(Verdict verdict, String where) {
        cuts++;
        checked += verdict.checked();
        losing += verdict.lost() > 0 ? 1 : 0;
        breaking += verdict.broken() > 0 ? 1 : 0;
        if (verdict.problem() != null) {
            note(where + ": " + verdict.problem());
        }
    }

    /**
     * Counts a file system that could not be mounted.
     *
     * @param problem the power cut and the error, in words
     */
    public void addUnmountable(String problem) {
        cuts++;
        unmountable++;
        note(problem);
    }

    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /**
     * Returns the number of power cuts.
     *
     * @return the number
     */
    public int cuts() {
        return cuts;
    }

    /**
     * Returns the number of power cuts after which something was missing that had been reported
     * durable.
     *
     * @return the number
     */
    public int losing() {
        return losing;
    }

    /**
     * Returns the number of power cuts after which something was there in part only.
     *
     * @return the number
     */
    public int breaking() {
        return breaking;
    }

    /**
     * Returns the number of power cuts after which the file system could not be mounted.
     *
     * @return the number
     */
    public int unmountable() {
        return unmountable;
    }

    /**
     * Returns how many things that had been reported durable were looked for after all power cuts.
     *
     * @return the number
     */
    public long checked() {
        return checked;
    }

    /**
     * Returns the first thing that was wrong.
     *
     * @return where and what it was, or that nothing was lost
     */
    public String problem() {
        return problem == null ? "nothing was lost" : problem;
    }

    /**
     * Tells whether nothing was missing or there in part only, wherever the file system could be
     * mounted.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return losing + breaking == 0;
    }
}
