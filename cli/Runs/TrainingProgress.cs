using System.Diagnostics;
using System.Globalization;
using NeuralCore.Training;
using Spectre.Console;

namespace NeuralCore.Cli.Runs;

/// <summary>The live line of a training run: epoch, step, loss, accuracy, samples a second, time left; a line an epoch where nobody watches.</summary>
internal sealed class TrainingProgress : IDisposable
{
    private readonly Terminal _terminal;
    private readonly int _epochs, _stepsPerEpoch, _samples;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _live;
    private readonly TaskCompletionSource _ended = new();
    private readonly Task? _display;
    private ProgressTask? _bar;
    private long _seen;

    /// <summary>Starts the display of so many epochs over so many samples.</summary>
    public TrainingProgress(Terminal terminal, int epochs, int samples, int batch)
    {
        (_terminal, _epochs, _samples, _stepsPerEpoch) = (terminal, epochs, samples, (samples + batch - 1) / batch);
        _live = terminal.Progress.Profile.Capabilities.Interactive;
        if (!_live) return;
        var ready = new TaskCompletionSource();
        _display = Task.Run(() => terminal.Progress.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask("starting", maxValue: (double)epochs * _stepsPerEpoch);
                ready.SetResult();
                await _ended.Task;
            }));
        ready.Task.Wait();
    }

    /// <summary>Shows a step.</summary>
    public void Step(StepReport step, double accuracy)
    {
        _seen += step.Examples;
        if (_bar is null) return;
        _bar.Description = Markup.Escape(Line(step.Epoch, step.Step, step.MeanLoss, accuracy));
        _bar.Increment(1);
    }

    /// <summary>Shows an epoch.</summary>
    public void Epoch(EpochReport epoch, double accuracy, double? validation)
    {
        if (_live) return;
        var held = validation is { } v ? string.Create(CultureInfo.InvariantCulture, $"  validation {100 * v:f2} %") : "";
        _terminal.Error.WriteLine(Line(epoch.Epoch - 1, _stepsPerEpoch, epoch.Loss, accuracy) + held);
    }

    /// <summary>Ends the display.</summary>
    public void Dispose()
    {
        _ended.TrySetResult();
        _display?.Wait();
    }

    private string Line(int epoch, int step, double loss, double accuracy)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var rate = _seen / Math.Max(1e-9, seconds);
        var left = TimeSpan.FromSeconds(((double)_epochs * _samples - _seen) / Math.Max(1e-9, rate));
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch + 1}/{_epochs}  step {step}/{_stepsPerEpoch}  loss {loss:f4}  accuracy {100 * accuracy:f2} %  {rate:f0} samples/s  {left:mm\\:ss} left");
    }
}
