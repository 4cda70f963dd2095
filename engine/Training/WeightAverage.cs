using NeuralCore.Nn;
using NeuralCore.Optim;

namespace NeuralCore.Training;

/// <summary>An exponential moving average of a model's weights, which often scores better than the weights themselves (Polyak and Juditsky 1992, SIAM J. Control Optim. 30:838; as an EMA in Szegedy et al. 2016, arXiv:1512.00567, §8).</summary>
/// <remarks>
/// average ← d·average + (1 − d)·weights after each step, with d = min(decay, (1 + n)/(10 + n)) for the n updates
/// behind, so that a young average is not held back by the weights at the start; the first update copies. Batch
/// normalization's running statistics are averaged by the same d: those of the newest weights would be for activations
/// that the averaged weights do not produce. Generators and the optimizer's state are not averaged.
/// </remarks>
/// <param name="model">The model, of which the average keeps a second set of values.</param>
/// <param name="decay">The largest share of the average that stays: 0.999 remembers about a thousand steps.</param>
/// <exception cref="UsageException">The decay is outside [0, 1).</exception>
public sealed class WeightAverage(ModuleBase model, double decay = 0.999)
{
    private readonly OrderedDictionary<StateTensor, Tensor> _averages = [];
    private readonly UpdateQueue _queue = new();
    private readonly double _decay = decay is >= 0 and < 1
        ? decay
        : throw new UsageException($"the weights' average decays by {decay}; expected a number from 0 up to, not including, 1");
    private (string Name, StateTensor State)[]? _states;
    private bool _isApplied;

    /// <summary>How many updates are behind.</summary>
    public long Updates { get; private set; }

    // Shared ones stand under each of their names.
    private (string Name, StateTensor State)[] States => _states ??= [.. model.NamedStates()];

    private IEnumerable<StateTensor> Distinct => States.Select(s => s.State).Distinct();

    /// <summary>Takes the model's present weights in: once after each step, which a <see cref="Trainer"/> does that is given the average.</summary>
    /// <exception cref="UsageException">The averages stand in the model's place.</exception>
    public void Update()
    {
        ThrowIfApplied("be updated");
        var kept = Updates == 0 ? 0 : Math.Min(_decay, (1.0 + Updates) / (10.0 + Updates));
        _queue.Clear();
        foreach (var state in Distinct)
        {
            var (average, weights) = (AverageOf(state), state.Value);
            if (kept == 0) average.Backend.Copy(weights.View, average.View);
            else _queue.Add(new Blend(kept), average.Backend, new(average.View, weights.View));
            average.Storage.Touch("WeightAverage.Update");
            GC.KeepAlive(weights);
        }
        _queue.Run();
        Updates++;
    }

    /// <summary>Puts the averages in the place of the model's weights until the returned value is disposed: to evaluate, or to save the model. Nothing is copied.</summary>
    /// <exception cref="UsageException">No update was made yet, or the averages are in place already.</exception>
    public IDisposable Applied()
    {
        ThrowIfApplied("be applied again");
        if (Updates == 0) throw new UsageException("the weights' average is empty; train at least one step before it is applied");
        Exchange();
        _isApplied = true;
        return new Application(this);
    }

    /// <summary>The averages by the names of the model's state dict; the tensors are the average's own.</summary>
    internal OrderedDictionary<string, Tensor> StateDict()
    {
        ThrowIfApplied("be saved");
        var dict = new OrderedDictionary<string, Tensor>();
        if (Updates > 0)
            foreach (var (name, state) in States) dict.Add(name, _averages[state]);
        return dict;
    }

    /// <summary>Goes on from saved averages after so many updates.</summary>
    /// <exception cref="DataException">Names or shapes are not the model's.</exception>
    internal void Load(IReadOnlyDictionary<string, Tensor> averages, long updates)
    {
        ThrowIfApplied("be loaded");
        if (updates > 0)
        {
            // Through the model's own loading, which compares all names and shapes and tells all that differs.
            Exchange();
            try
            {
                model.LoadStateDict(averages);
            }
            finally
            {
                Exchange();
            }
        }
        Updates = updates;
    }

    private Tensor AverageOf(StateTensor state)
    {
        if (_averages.TryGetValue(state, out var average) && average.Device == state.Device && average.Type == state.Type) return average;
        // The model has moved since, and its average moves after it.
        var moved = Tensor.Empty(state.Shape, state.Type, state.Device).Keep();
        if (average is not null) moved.CopyFrom(average);
        return _averages[state] = moved;
    }

    private void Exchange()
    {
        foreach (var state in Distinct) _averages[state] = state.Exchange(AverageOf(state));
    }

    private void ThrowIfApplied(string what)
    {
        if (_isApplied) throw new UsageException($"the averages stand in the place of the model's weights and cannot {what}; end the scope that Applied() opened first");
    }

    internal readonly record struct Blend(double Kept) : IUpdate
    {
        // On the host, for not every GPU subtracts doubles.
        private readonly double _rest = 1 - Kept;

        public void Invoke<V>(ref V average, V weights, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V> =>
            average = V.Fma(V.Of(Kept), average, V.Of(_rest) * weights);
    }

    private sealed class Application(WeightAverage average) : IDisposable
    {
        public void Dispose()
        {
            if (!average._isApplied) return;
            average.Exchange();
            average._isApplied = false;
        }
    }
}
