//! Use cases that are told by what they work with, and interfaces and tests of many forms around them.

use super::use_cases::check;

#[test]
fn functions_of_services_and_selectors() {
    check(
        r#"
//- manage.py
//- shop/settings.py
ROOT_URLCONF = "shop.urls"

//- shop/models.py
from django.db import models

class Order(models.Model):
    def close(self): ...

//- shop/services.py
from shop.models import Order
from shop.selectors import total_of

def create_order(*, name: str) -> Order:
    order = Order(name=name)
    order.save()
    return order

def close_order(*, order: Order) -> None:
    order.close()

def tell(name: str) -> str:
    return name.title()

def check_name(*, order: Order) -> None:
    if not order.name:
        raise ValueError(order.name)

def _private(order: Order) -> None:
    order.close()

//- shop/selectors.py
from shop.models import Order

def total_of(name: str) -> int:
    return Order.objects.filter(name=name).count()

//- shop/utils.py
from shop.models import Order

def count() -> int:
    return Order.objects.count()

//- shop/views.py
from shop.services import create_order

def create(request):
    return create_order(name="x")

//- shop/urls.py
from django.urls import path
from shop import views
urlpatterns = [path("orders/", views.create)]

//- tests/test_services.py
from shop.services import close_order, create_order

def test_close():
    order = create_order(name="x")
    close_order(order=order)
"#,
        &[
            "total_of",
            "create_order",
            "close_order",
            "ANY /orders/ > create_order",
            "test_close > create_order",
            "test_close > close_order",
        ],
    );
}

#[test]
fn interfaces_of_functions_merged_with_namespaces() {
    check(
        r#"
//- src/domain/usecases/add-account.ts
export interface AddAccount {
  add: (account: AddAccount.Params) => Promise<AddAccount.Result>
}

export namespace AddAccount {
  export type Params = { name: string }
  export type Result = boolean
}

//- src/data/protocols/add-account-repository.ts
export interface AddAccountRepository {
  add: (account: AddAccountRepository.Params) => Promise<boolean>
}

export namespace AddAccountRepository {
  export type Params = { name: string }
}

//- src/data/usecases/db-add-account.ts
import { AddAccount } from '../../domain/usecases/add-account'
import { AddAccountRepository } from '../protocols/add-account-repository'

export class DbAddAccount implements AddAccount {
  constructor (private readonly repository: AddAccountRepository) {}

  async add (account: AddAccount.Params): Promise<AddAccount.Result> {
    return this.repository.add(account)
  }
}

//- tests/db-add-account.spec.ts
import { DbAddAccount } from '../src/data/usecases/db-add-account'

type SutTypes = {
  sut: DbAddAccount
}

const makeSut = (): SutTypes => {
  const sut = new DbAddAccount(new RepositorySpy())
  return { sut }
}

const makeOther = () => {
  const other = new DbAddAccount(new RepositorySpy())
  return { other }
}

describe('DbAddAccount', () => {
  test('adds', async () => {
    const { sut } = makeSut()
    await sut.add({ name: 'x' })
  })

  test('adds by another', async () => {
    const { other } = makeOther()
    await other.add({ name: 'x' })
  })

  test('does nothing', async () => {
    const { sut } = makeSut()
    expect(sut).toBeTruthy()
  })
})
"#,
        &[
            "DbAddAccount",
            "DbAddAccount > adds > DbAddAccount",
            "DbAddAccount > adds by another > DbAddAccount",
        ],
    );
}
