using System.Diagnostics;
using System.Text;
using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary>The program as a process of its own, to be sent signals.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a command line.</summary>
    public static Process Start(params string[] arguments)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("signals are sent by kill, which Windows lacks");
        // A shell that runs the tests in the background has them ignore SIGINT, and the child would inherit that; env undoes it.
        string[] env = ["env", "--default-signal=INT"];
        string[] command = [.. Knows(env) ? env : [], "dotnet", typeof(App).Assembly.Location, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    /// <summary>Sends a signal when a line on stderr begins with a word, and returns all that was said there.</summary>
    public static async Task<string> SignalAt(Process process, string word, string signal)
    {
        // A child that does not heed the signal must not hold up the tests.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var end = patience.Token.Register(process.Kill);
        var told = new StringBuilder();
        while (await process.StandardError.ReadLineAsync() is { } line && told.AppendLine(line) is not null)
            if (line.StartsWith(word, StringComparison.Ordinal)) break;
        await SendAsync(process, signal);
        told.Append(await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.False(patience.IsCancellationRequested, $"the process did not heed SIG{signal} for two minutes; it said: {told}");
        return told.ToString();
    }

    /// <summary>Sends a signal by its name: INT, TERM, KILL.</summary>
    public static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    // GNU's env has the option, others do not; there signals are as whoever started the tests left them.
    private static bool Knows(string[] env)
    {
        using var probe = Process.Start(new ProcessStartInfo(env[0], [env[1], "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
