/** A model that anywidget gave up: its code was not there within two seconds, as where a page is busy. */

interface Manager {
  get_model(id: string): Promise<HostModel>;
}
/** The host's model, of which a view is shown a part. */
export interface HostModel {
  comm?: { on_msg(listener: (message: object) => void): void };
  _handle_comm_msg?(message: object): Promise<unknown>;
}

/** A message that means nothing to a model. */
const NOTHING = { content: { data: {} } };

/**
 * Have a model hear Python also where anywidget gave it up: it shows the view then, but throws for each message
 * (`ready` in https://github.com/manzt/anywidget/blob/main/packages/anywidget/src/runtime.ts).
 */
export async function hearPython(manager: Manager, id: string): Promise<void> {
  const model = await manager.get_model(id);
  try {
    await model._handle_comm_msg?.(NOTHING);
  } catch {
    const handle = inherited(model);
    model.comm?.on_msg((message) => handle?.call(model, message));
  }
}

/** How the model's base class handles a message. */
function inherited(model: HostModel): HostModel["_handle_comm_msg"] {
  const ofAnywidget = Object.getPrototypeOf(model) as object;
  return (Object.getPrototypeOf(ofAnywidget) as HostModel)._handle_comm_msg;
}
