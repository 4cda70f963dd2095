using NeuralCore.Autograd;
using NeuralCore.Nn;
using NeuralCore.Tensors;

namespace NeuralCore.Optim;

/// <summary>Changes parameters along their gradients: one pass over all that share a rule, in place, the state saved by the parameter's name.</summary>
public abstract class Optimizer
{
    private readonly List<Slot> _slots = [];
    private readonly UpdateQueue _queue = new();

    /// <summary>An optimizer of some groups of parameters.</summary>
    /// <exception cref="UsageException">There is no parameter, one stands twice, or the rate is negative or not finite.</exception>
    private protected Optimizer(ParameterGroups groups, double rate)
    {
        if (!(rate >= 0 && double.IsFinite(rate))) throw new UsageException($"the learning rate is {rate}; expected a number of at least 0");
        Groups = groups;
        (HashSet<string> names, HashSet<Parameter> parameters) = ([], []);
        foreach (var group in Groups)
        {
            group.Rate = group.BaseRate = group.InitialRate ?? rate;
            foreach (var (name, parameter) in group.Parameters)
            {
                if (!names.Add(name) || !parameters.Add(parameter))
                    throw new UsageException($"the parameter '{name}' stands twice in the optimizer's groups; each belongs to one");
                _slots.Add(new(name, parameter, group));
            }
        }
        if (_slots.Count == 0) throw new UsageException("the optimizer has no parameters; pass those of a model that has some");
    }

    /// <summary>The groups.</summary>
    public ParameterGroups Groups { get; }

    /// <summary>All parameters of all groups.</summary>
    public IEnumerable<Parameter> Parameters => _slots.Select(s => s.Parameter);

    /// <summary>The names of the states that a parameter has, in the order of the update's s0, s1, s2; null where one is not used.</summary>
    private protected abstract string?[] StateNames { get; }

    /// <summary>What every state starts with.</summary>
    private protected virtual double InitialState => 0;

    /// <summary>Makes one step with the gradients there are; a parameter without one is left alone.</summary>
    public void Step()
    {
        using var mode = new NoGradScope();
        DeferredResult.SettlePending();
        _queue.Clear();
        foreach (var slot in _slots)
        {
            if (slot.Parameter.Grad is null) continue;
            slot.Steps++;
            slot.Prepare(StateNames, InitialState);
            Update(slot);
        }
        _queue.Run();
    }

    /// <summary>Forgets all gradients and gives their memory back.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _slots) slot.Parameter.ZeroGrad();
    }

    /// <summary>The state by <c>parameter.state</c> (<c>conv1.weight.exp_avg</c>), with each parameter's number of steps (Int64) as <c>parameter.step</c>; the tensors are the optimizer's own.</summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var dict = new OrderedDictionary<string, Tensor>();
        foreach (var slot in _slots) slot.Save(dict, StateNames);
        return dict;
    }

    /// <summary>Goes on from a state dict, whose values are copied; a parameter that has none there starts anew.</summary>
    /// <exception cref="DataException">The state is that of other parameters, of other shapes or of another optimizer.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        var known = _slots.SelectMany(s => s.Keys(StateNames)).ToHashSet();
        string[] unexpected = [.. state.Keys.Where(k => !known.Contains(k))];
        if (unexpected.Length > 0)
            throw new DataException(
                $"the optimizer's state does not fit {GetType().Name} and its parameters: unexpected " +
                string.Join(", ", unexpected.Take(6)) + (unexpected.Length > 6 ? $" and {unexpected.Length - 6} more" : ""));
        foreach (var slot in _slots) slot.Check(state, StateNames);
        foreach (var slot in _slots) slot.Load(state, StateNames);
    }

    /// <summary>Names the rule by which one parameter and its states change: calls <see cref="Apply{F}"/>.</summary>
    private protected abstract void Update(Slot slot);

    /// <summary>Lets one parameter and its states change by a rule, together with all others that have the same one.</summary>
    private protected void Apply<F>(Slot slot, F rule) where F : struct, IUpdate, IEquatable<F> =>
        _queue.Add(rule, slot.Parameter.Value.Backend, slot.Change($"{GetType().Name}.Step"));
}
