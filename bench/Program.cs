<<<<<<< HEAD
using NeuralCore.Bench;

if (args is ["layers", .. var rest]) return Layers.Run(rest);
Console.Error.WriteLine("dotnet run -c Release --project bench -- layers [--threads N] [--only TEXT] [--seconds S]");
return 2;
=======
using NeuralCore.Bench.Bandwidth;

// dotnet run -c Release --project bench -- quick-bandwidth [part of a name]
QuickBandwidth.Run(args.Length > 1 ? args[1] : "");
>>>>>>> 7b02efa (wip: reductions and parity tests)
