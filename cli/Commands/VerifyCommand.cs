using System.CommandLine;
using System.Text.Json;
using NeuralCore.Cli.Verification;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore verify FOLDER</c>: holds the engine against reference cases from outside.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "A folder of ops, models or data cases, or one that holds them." };
        var device = CommonOptions.Device("cpu");
        var type = CommonOptions.Type();
        var verbose = new Option<bool>("--verbose") { Description = "Print every case, not only those that fail." };
        var command = new Command("verify", "Compares the engine with reference cases computed by PyTorch.") { folder, device, type, verbose };
        command.SetAction((parsed, cancellation) =>
        {
            var where = CommonOptions.ParseDevice(parsed.GetRequiredValue(device));
            var (path, isVerbose) = (parsed.GetRequiredValue(folder), parsed.GetValue(verbose));
            return Task.FromResult(Run(terminal, path, where, CommonOptions.ParseType(parsed.GetValue(type), where), isVerbose, cancellation));
        });
        return command;
    }

    private static int Run(Terminal terminal, string folder, Device device, ElementType type, bool verbose, CancellationToken cancellation)
    {
        var cases = ReferenceCases.Find(folder);
        var counts = new Dictionary<Outcome, int>();
        foreach (var reference in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = Run(reference, device, type);
            counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
            if (verbose || result.Outcome != Outcome.Passed)
                terminal.Output.WriteLine($"{result.Outcome.ToString().ToLowerInvariant(),-7} {reference.Name}: {result.Message}");
        }
        var (passed, failed, skipped) = (counts.GetValueOrDefault(Outcome.Passed), counts.GetValueOrDefault(Outcome.Failed), counts.GetValueOrDefault(Outcome.Skipped));
        terminal.Output.WriteLine($"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}");
        return failed > 0 ? ExitCodes.CheckFailed : ExitCodes.Ok;
    }

    // A case that the engine refuses has failed; the others still run.
    private static CaseResult Run(ReferenceCase reference, Device device, ElementType type)
    {
        try
        {
            return reference.Run(device, type);
        }
        catch (NeuralCoreException refusal)
        {
            return CaseResult.Failed(refusal.Message);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CaseResult.Failed($"the case's file is malformed: {malformed.Message}");
        }
    }
}
