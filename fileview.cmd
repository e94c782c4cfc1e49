@echo off
rem Runs the fileview command from this checkout. Builds it first if it has not been built; after a
rem change, run mvn -Dquick package. Nothing but ASCII here: cmd.exe reads its files in a code page.
setlocal EnableExtensions DisableDelayedExpansion
rem A variable of this name, if somebody has set one, would hide the exit codes.
set "ERRORLEVEL="
set "root=%~dp0"
set "jar=%root%cli\target\fileview.jar"

call :find_java
if not defined java exit /b 1
if not exist "%jar%" call :build
if not exist "%jar%" exit /b 1

rem A line of cmd.exe with arguments in it is parsed again: outside double quotes, a ^ that the caller
rem escaped disappears, and what follows & or | would run. So look at each word first, in quotes. They
rem protect nothing in a word with quotes in its middle, so first the word is parsed, but never carried
rem out: what is a syntax error there would run elsewhere. In Windows it ends this file with a message of
rem cmd.exe. If the word has one quote too many, that of the & after it is a syntax error.
set "special="
set "FILEVIEW_CARETS="
:look
set "quoted="
(set "quoted=1") & if 1==0 for %%A in ("%~1") do rem
if not defined quoted goto refused & rem
set "word=%~1"
if defined word goto word
if [%1]==[] goto looked
goto next
:word
for /f "tokens=1* delims=&|<>" %%A in ("x%word%x") do if not "%%B"=="" set "special=1"
for /f "tokens=1* delims=^" %%A in ("x%word%x") do if not "%%B"=="" set "FILEVIEW_CARETS=%FILEVIEW_CARETS%%word%"
:next
shift
goto look
:looked
if not defined special goto run

rem The same with all of them as they were typed.
set "quoted="
(set "quoted=1") & if 1==0 for %%A in (%*) do rem
if defined quoted goto run
:refused
>&2 echo fileview: an argument has one of the characters "&|<>" outside double quotes; put the argument in double quotes
exit /b 2

:run
rem Quick to start; and the virtual machine writes no messages of its own to standard output.
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10 -XX:-UsePerfData -Xlog:disable -XX:-PrintWarnings -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar "%jar%" --from-fileview.cmd %*
exit /b %ERRORLEVEL%

rem Sets java to the java.exe of a JDK 25 or later, or says what to do.
:find_java
set "java="
if not defined FILEVIEW_JAVA_HOME goto search
set "home=%FILEVIEW_JAVA_HOME:"=%"
call :look_at_home
if defined java exit /b 0
>&2 echo fileview: FILEVIEW_JAVA_HOME is "%home%", where there is no JDK 25 or later; correct it, or unset it to use any that is installed
exit /b 1
:search
set "home="
if defined JAVA_HOME set "home=%JAVA_HOME:"=%"
if defined home call :look_at_home
if defined java exit /b 0
rem Where there is none, the rest would be the directory above the current one, which may be anybody's.
set "home="
for %%J in (java.exe) do if not "%%~$PATH:J"=="" set "home=%%~dp$PATH:J.."
if defined home call :look_at_home
if defined java exit /b 0
for /d %%D in ("%ProgramFiles%\Java\jdk*" "%ProgramFiles%\Eclipse Adoptium\jdk*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\zulu*" "%ProgramFiles%\Amazon Corretto\jdk*" "%USERPROFILE%\.jdks\*") do if not defined java set "home=%%D" & call :look_at_home
if defined java exit /b 0
>&2 echo fileview: a JDK 25 or later is needed and was not found; install one, for example from https://adoptium.net, and set JAVA_HOME to it
exit /b 1

rem Its file release tells the version without starting it: JAVA_VERSION="25.0.2"
:look_at_home
if not exist "%home%\bin\java.exe" exit /b 0
if not exist "%home%\release" exit /b 0
set "version="
for /f "usebackq tokens=1,2 delims=.-=" %%A in ("%home%\release") do if "%%A"=="JAVA_VERSION" set version=%%B
if not defined version exit /b 0
set "version=%version:"=%"
if %version% geq 25 set "java=%home%\bin\java.exe"
exit /b 0

rem Makes the jar with Maven. What Maven says goes into a log beside it.
:build
set "mvn="
for %%M in (mvn.cmd) do set "mvn=%%~$PATH:M"
if not defined mvn >&2 echo fileview: there is no "%jar%", and no Maven to build it; install Maven, see https://maven.apache.org, or copy the file from a machine that has built it
if not defined mvn exit /b 1
if not exist "%home%\bin\javac.exe" >&2 echo fileview: there is no "%jar%", and "%home%" has no compiler to build it; set FILEVIEW_JAVA_HOME to a JDK 25 or later, or copy the file from a machine that has built it
if not exist "%home%\bin\javac.exe" exit /b 1
>&2 echo Building Fileview, once; this takes about a minute...
if not exist "%root%cli\target" mkdir "%root%cli\target"
set "JAVA25_HOME=%home%"
set "JAVA_HOME=%home%"
call "%mvn%" -q -B -ntp -f "%root%pom.xml" -Dtoolchain.jdk.env=JAVA25_HOME -pl cli -am -Dquick package >"%root%cli\target\fileview-build.log" 2>&1 <nul
if not exist "%jar%" >&2 echo fileview: the build failed; all of its output is in "%root%cli\target\fileview-build.log"
exit /b 0
