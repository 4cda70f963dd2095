using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>What every module has, whatever it takes and gives: children, parameters, state buffers, and their names.</summary>
/// <remarks>
/// A module is declared by its fields: modules, <see cref="Parameter"/>s and <see cref="StateBuffer"/>s, and arrays or
/// lists of them. Nothing is registered by hand.
/// </remarks>
public abstract class ModuleBase
{
    private Place? _place;

    private protected ModuleBase() { }

    /// <summary>Whether the module behaves as in training: dropout drops, batch normalization uses the batch's statistics.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>This module and all below it, each once, in the order of the state dict.</summary>
    public IEnumerable<ModuleBase> Modules() => NamedModules().Select(m => m.Module);

    /// <summary>This module under the empty name and all below it under theirs (<c>layers.0.bn1</c>), each once.</summary>
    public IEnumerable<(string Name, ModuleBase Module)> NamedModules()
    {
        HashSet<ModuleBase> seen = [];
        return Walk(this, "");

        IEnumerable<(string, ModuleBase)> Walk(ModuleBase module, string name)
        {
            if (!seen.Add(module)) yield break;
            yield return (name, module);
            foreach (var (childName, child) in ModuleMembers.Children(module))
                foreach (var below in Walk(child, ModuleMembers.Join(name, childName))) yield return below;
        }
    }

    /// <summary>All parameters, each once, in the order of the state dict.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(p => p.Parameter);

    /// <summary>All parameters with their names, each once, in the order of the state dict.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        HashSet<StateTensor> seen = [];
        foreach (var (name, state) in NamedStates())
            if (state is Parameter parameter && seen.Add(state)) yield return (name, parameter);
    }

    /// <summary>Every parameter and state buffer by name; the tensors are the module's own, not copies.</summary>
    /// <remarks>Order: a module's parameters, then its buffers, then its children, depth first. What is shared stands under each of its names.</remarks>
    /// <exception cref="UsageException">A parameter was never initialized, or two have the same name.</exception>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var dict = new OrderedDictionary<string, Tensor>();
        foreach (var (name, state) in NamedStates())
            if (!dict.TryAdd(name, state.Value)) throw new UsageException($"{TypeName}: two parameters or buffers are named '{name}'; give one of the fields a [StateName]");
        return dict;
    }

    /// <summary>Overwrites parameters and buffers with those of a state dict, converted to this module's type and device.</summary>
    /// <remarks>PyTorch's <c>num_batches_tracked</c> has no counterpart here and is passed over.</remarks>
    /// <param name="state">The tensors by name.</param>
    /// <param name="strict">Whether every name must have its counterpart; if not, those that have one are loaded (a backbone under a new head).</param>
    /// <exception cref="DataException">Names are missing or unexpected, or shapes differ; nothing was changed then, and the message lists them all.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state, bool strict = true) => StateLoading.Load(this, state, strict);

    /// <summary>Overwrites those parameters and buffers that a state dict has under the same name and in the same shape: a backbone under a head for other classes.</summary>
    /// <returns>The names without a counterpart of their shape: the module's own, which stay as they are, then the state dict's.</returns>
    public IReadOnlyList<string> LoadMatching(IReadOnlyDictionary<string, Tensor> state) => StateLoading.LoadMatching(this, state);

    /// <summary>Every parameter and buffer with its name, shared ones under each.</summary>
    internal IEnumerable<(string Name, StateTensor State)> NamedStates() => NamedStates(this, "", 0);

    /// <summary>Forgets all gradients and gives their memory back.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters()) parameter.ZeroGrad();
    }

    /// <summary>The type with its configuration, as the summary prints it.</summary>
    public override string ToString() => TypeName;

    /// <summary>The type's name, without the marks of generics.</summary>
    internal string TypeName => GetType().Name is var name && name.IndexOf('`') is > 0 and var end ? name[..end] : GetType().Name;

    /// <summary>Sets the mode of this module alone.</summary>
    internal void SetTraining(bool isTraining) => IsTraining = isTraining;

    /// <summary>The path of this module under the one that was called first: <c>HybridSN.conv4</c>.</summary>
    internal string PathUnder(ModuleBase root)
    {
        if (_place?.Root != root)
        {
            foreach (var (name, module) in root.NamedModules())
                module._place = new(root, ModuleMembers.Join(root.TypeName, name));
        }
        // Made on the spot and held by no field: named after whoever calls it.
        if (_place?.Root != root) _place = new(root, ModuleMembers.Join(Execution.Current.Path, TypeName));
        return _place.Path;
    }

    private static IEnumerable<(string Name, StateTensor State)> NamedStates(ModuleBase module, string prefix, int depth)
    {
        if (depth > 100)
            throw new UsageException($"{module.TypeName}: the module contains itself at '{prefix}'; hold no parent in a field");
        foreach (var (name, state) in ModuleMembers.States(module)) yield return (ModuleMembers.Join(prefix, name), state);
        foreach (var (name, child) in ModuleMembers.Children(module))
            foreach (var below in NamedStates(child, ModuleMembers.Join(prefix, name), depth + 1)) yield return below;
    }

    private sealed record Place(ModuleBase Root, string Path);
}
