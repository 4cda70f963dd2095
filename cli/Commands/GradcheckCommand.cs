using System.CommandLine;
using System.Text.Json;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Cli.GradientChecks;
using NeuralCore.Ops;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore gradcheck</c>: gradients against differences, of ops or of a whole model.</summary>
internal static class GradcheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var ops = new Argument<string[]>("op") { Description = "Operations by name; see 'neuralcore ops'.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every operation." };
        var model = CheckedOptions.Name("--model", "A model by name: every parameter, in training mode.", "model");
        var option = CommonOptions.ModelOption();
        var input = CommonOptions.Input();
        var batch = CheckedOptions.Whole("--batch", "The examples of the model's batch (2).", 1);
        var device = new Option<string[]>("--device") { Description = "Devices to hold against the reference; may be given several times.", HelpName = "device" };
        var second = new Option<bool>("--second-order") { Description = "Also check the gradients of the gradients." };
        var samples = CheckedOptions.Whole("--samples", "How many draws of each of an operation's samples (1).", 1);
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var html = CheckedOptions.Name("--html", "Write heat maps of the errors to this file.", "file");
        var command = new Command("gradcheck", "Compares gradients with differences, and says what a wrong one looks like.")
        {
            ops, all, model, option, input, batch, device, second, samples, seed, json, html,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var names = parsed.GetValue(ops) ?? [];
            var (everything, modelName) = (parsed.GetValue(all), parsed.GetValue(model));
            if (new[] { names.Length > 0, everything, modelName is not null }.Count(given => given) != 1)
                throw new UsageException("gradcheck takes the names of operations, or --all, or --model NAME: one of them");
            Device[] devices = [.. (parsed.GetValue(device) ?? []).Select(CommonOptions.ParseDevice)];
            IReadOnlyList<GradientCheckRow> rows;
            if (modelName is not null)
            {
                if (parsed.GetValue(second) || parsed.GetValue(samples) is not null)
                    throw new UsageException("--second-order and --samples are for operations; a model's check is of first order, of one batch");
                var (info, options) = CommonOptions.ParseModel(modelName, parsed.GetValue(option));
                var check = new ModelCheck(
                    info, options, CommonOptions.ParseInput(parsed.GetValue(input)), parsed.GetValue(batch) ?? 2, parsed.GetValue(seed), devices.FirstOrDefault() ?? Device.Cpu);
                rows = [check.Run(terminal, cancellation)];
            }
            else
            {
                if (parsed.GetValue(option) is { Length: > 0 } || parsed.GetValue(input) is not null || parsed.GetValue(batch) is not null)
                    throw new UsageException("--option, --input and --batch go with --model");
                var checks = new OpChecks(
                    everything ? OpRegistry.All : [.. names.Select(Find)], parsed.GetValue(second), parsed.GetValue(samples) ?? 1, parsed.GetValue(seed), devices);
                rows = CheckProgress.Collect(terminal, checks.Run(), checks.Count, cancellation);
            }
            if (parsed.GetValue(html) is { } file) AtomicFile.WriteText(file, GradientHeatMap.Page(rows.Select(r => r.Report)));
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json(rows));
            else GradientCheckTable.Print(terminal, rows);
            return Task.FromResult(rows.All(r => r.IsOk) ? ExitCodes.Ok : ExitCodes.CheckFailed);
        });
        return command;
    }

    private static OpInfo Find(string name) => OpRegistry.All.FirstOrDefault(o => o.Name == name)
        ?? throw new UsageException($"unknown operation '{name}'{Nearest.Suggestion(name, OpRegistry.All.Select(o => o.Name))}");

    private static string Json(IReadOnlyList<GradientCheckRow> rows) => JsonSerializer.Serialize(
        rows.Select(r => new { r.Name, r.Call, r.Order, r.Seed, r.IsOk, r.Verdict, r.Seconds, Report = r.Report.ToJsonObject(), r.Devices }), GradientReportJson.Options);
}
