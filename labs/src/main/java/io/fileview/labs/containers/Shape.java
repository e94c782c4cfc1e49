package io.fileview.labs.containers;

import io.fileview.labs.containers.Finding.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shape of container: how a program gets into it, which file it uses, and which jobs must be answered
 * with which sentence. All other jobs must work, and so must be refused what is to be refused, or else
 * the container is not the one that it is meant to be.
 *
 * <p>Scripts know the volume as {@code $V}, a directory for the root as {@code $R}, the directory of the
 * JDK as {@code $H} and that of the programs as {@code $C}.
 */
final class Shape {
    /** The user of shapes without root. It has no name on most machines. */
    static final int USER = 4242;

    private final String title;
    private final List<String> tool = new ArrayList<>();
    private final List<String> denied = new ArrayList<>();
    private final Map<Job, Expected> expected = new EnumMap<>(Job.class);
    private final Map<StatField, String> stat = new EnumMap<>(StatField.class);
    private String script = "\"$@\"";
    private String file = "$V/file";
    private String outside = "$V/file";
    private String made = "$V/file";
    private boolean writes = true;
    private boolean brief;
    private int owner;
    private long limit;

    /**
     * What must be answered.
     *
     * @param state how the job must end
     * @param words what the sentence must contain
     */
    record Expected(State state, Pattern words) {}

    private Shape(String title) {
        this.title = title;
    }

    static Shape named(String title) {
        return new Shape(title);
    }

    /** In a mount namespace of its own, with more options of {@code unshare}. */
    Shape unshared(String... options) {
        tool.addAll(List.of("unshare", "--mount", "--propagation", "private"));
        tool.addAll(Arrays.asList(options));
        return this;
    }

    /** Through tools that execute another program. */
    Shape through(String... words) {
        tool.addAll(Arrays.asList(words));
        return this;
    }

    /** Without root, and with a file of the user's own. */
    Shape asUser() {
        owner = USER;
        return through(
                "setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups");
    }

    /** A script that executes the program, which is {@code "$@"}. */
    Shape script(String text) {
        script = text;
        return this;
    }

    /** The file as the program names it, and the same seen from outside. */
    Shape file(String inContainer, String fromOutside) {
        file = inContainer;
        outside = fromOutside;
        made = fromOutside;
        return this;
    }

    /** Where the file is made, if the container then puts it elsewhere. */
    Shape madeAt(String path) {
        made = path;
        return this;
    }

    Shape ownedBy(int user) {
        owner = user;
        return this;
    }

    Shape readOnly() {
        writes = false;
        return this;
    }

    Shape denying(DeniedCall call, DeniedError error) {
        denied.add(call.name() + "=" + error.name());
        return this;
    }

    /** In a memory cgroup with a limit in bytes. */
    Shape memoryLimit(long bytes) {
        limit = bytes;
        return this;
    }

    /** Is a part of the short form, too. */
    Shape alsoBrief() {
        brief = true;
        return this;
    }

    Shape unknown(Job job, String words) {
        expected.put(job, new Expected(State.UNKNOWN, Pattern.compile(words)));
        return this;
    }

    Shape refused(Job job, String words) {
        expected.put(job, new Expected(State.REFUSED, Pattern.compile(words)));
        return this;
    }

    /** What a field of {@code fileview stat} must be here, instead of what it usually is. */
    Shape stat(StatField field, String pattern) {
        stat.put(field, pattern);
        return this;
    }

    String title() {
        return title;
    }

    List<String> tool() {
        return List.copyOf(tool);
    }

    List<String> denied() {
        return List.copyOf(denied);
    }

    String script() {
        return script;
    }

    String file() {
        return file;
    }

    String outside() {
        return outside;
    }

    String made() {
        return made;
    }

    boolean writes() {
        return writes;
    }

    boolean isBrief() {
        return brief;
    }

    int owner() {
        return owner;
    }

    /** Returns the limit of the memory cgroup; 0 if there is none. */
    long limit() {
        return limit;
    }

    /** Returns whether a job is a part of this shape, unless it needs another that is refused. */
    boolean asks(Job job) {
        return switch (job) {
            case COMMIT, WRITE -> writes;
            case DIRTY, FLUSH -> writes && !expected.containsKey(Job.WRITE);
            case LOCK_MUCH -> limit != 0;
            default -> true;
        };
    }

    /** Returns what the fields of {@code fileview stat} must be, if it is not what they usually are. */
    Map<StatField, String> stat() {
        return Map.copyOf(stat);
    }

    /** Returns how a job must end; null if it must work. */
    @Nullable Expected expected(Job job) {
        if (job == Job.STAT && stat.values().stream().anyMatch(StatOutput::isUnknown)) {
            return new Expected(State.UNKNOWN, Pattern.compile("")); // each field is judged before
        }
        return expected.get(job);
    }
}
